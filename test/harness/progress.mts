/** Tells the person in front of the terminal how long something has been going on. */
type Progress = {
	/** Prints one line, with the seconds since the start. */
	note(text: string): void;
	/** Prints the last line and stops the regular ones. */
	done(text?: string): void;
};

const EVERY_MS = 10_000;

/**
 * Prints a line now, one every ten seconds, and one at the end. Goes to standard error, so that a script's own
 * output stays clean.
 */
export function startProgress(what: string): Progress {
	const startedAt = Date.now();
	const print = (text: string) => {
		const seconds = Math.round((Date.now() - startedAt) / 1000);
		process.stderr.write(`[harness] ${what}: ${text} (${seconds} s)\n`);
	};
	print('started');
	const timer = setInterval(() => print('still going'), EVERY_MS);
	timer.unref();
	return {
		note: print,
		done: (text = 'done') => {
			clearInterval(timer);
			print(text);
		},
	};
}
