/** @returns how users know a place of a delivery, such as `x-signature header`; of a placeholder such as `{form}`, its name */
export function describePlace(place: string): string {
	if (place.startsWith('{')) return place.slice(1, -1);
	if (place.startsWith('query:')) return `query parameter ${place.slice('query:'.length)}`;
	if (place === 'body:') return 'body';
	return place.startsWith('body:') ? `field ${place.slice('body:'.length)} of the body` : `${place} header`;
}
