import type { ListeningTrigger } from './open-trigger.mts';

/** Lets n8n's database hold on to the next execution until it is released. */
export function slowStore({ host }: Pick<ListeningTrigger, 'host'>, store = async () => {}) {
	let release = () => {};
	const released = new Promise<void>((resolve) => {
		release = resolve;
	});
	const reached = new Promise<void>((resolve) => {
		host.store = async () => {
			resolve();
			await released;
			await store();
		};
	});
	return { reached, release };
}

/** Stands for a database that takes nothing. */
export const failingStore = async () => await Promise.reject(new Error('the disk is full'));
