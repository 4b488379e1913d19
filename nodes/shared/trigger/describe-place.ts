import type { Place } from '../delivery/scheme';

/** @returns how users know a place of a delivery, such as `x-signature header` */
export function describePlace(place: Place): string {
	if (place.startsWith('query:')) return `query parameter ${place.slice('query:'.length)}`;
	if (place === 'body:') return 'body';
	return place.startsWith('body:') ? `field ${place.slice('body:'.length)} of the body` : `${place} header`;
}
