/** The timers of one simulated service, so that closing it leaves nothing behind that keeps a process alive. */
export class Timers {
	private readonly cancels = new Map<NodeJS.Timeout, () => void>();
	private closed = false;

	/**
	 * Runs an action once.
	 *
	 * @param ms delay in milliseconds; a delay that isn't finite means never, which is how a test keeps work pending
	 * @param action not run when the service closes first
	 */
	after(ms: number, action: () => void): void {
		void this.sleep(ms).then((elapsed) => {
			if (elapsed) action();
		});
	}

	/**
	 * Waits.
	 *
	 * @param ms milliseconds; not finite means until the service closes
	 * @returns true when the time has passed, false when the service closed first
	 */
	async sleep(ms: number): Promise<boolean> {
		if (this.closed) return false;
		return await new Promise((resolve) => {
			// setTimeout fires at once for a delay above 2^31 - 1 ms, so "for ever" is its longest delay.
			const timer = setTimeout(
				() => {
					this.cancels.delete(timer);
					resolve(true);
				},
				Number.isFinite(ms) ? ms : 2 ** 31 - 1,
			);
			this.cancels.set(timer, () => resolve(false));
		});
	}

	/** Ends every wait at once; later ones end as they begin. */
	close(): void {
		this.closed = true;
		for (const [timer, cancel] of this.cancels) {
			clearTimeout(timer);
			cancel();
		}
		this.cancels.clear();
	}
}
