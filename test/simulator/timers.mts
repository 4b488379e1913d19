import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';

/** setTimeout fires at once for longer delays. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The timers of one simulated service, so that closing it leaves nothing behind that keeps a process alive. */
export class Timers {
	private readonly closing = new AbortController();

	constructor() {
		// Each wait that is under way listens.
		setMaxListeners(0, this.closing.signal);
	}

	/** Waits some milliseconds; Infinity keeps work pending. Returns false when the service closes first. */
	async sleep(ms: number): Promise<boolean> {
		return await setTimeout(Math.min(ms, LONGEST_DELAY_MS), true, { signal: this.closing.signal }).catch(() => false);
	}

	/** Runs an action after some milliseconds, unless the service closes first. */
	after(ms: number, action: () => void): void {
		void this.sleep(ms).then((elapsed) => {
			if (elapsed) action();
		});
	}

	/** Ends every wait at once; later ones end as they begin. */
	close(): void {
		this.closing.abort();
	}
}
