const realNow = Date.now;
let ahead = 0;

// The nodes take hold of Date.now when they are loaded, so this module has to be loaded before them.
Date.now = () => realNow() + ahead;

/**
 * Puts the clock of the code under test forward. Timers are not affected.
 *
 * @param milliseconds by how much
 */
export function letTimePass(milliseconds: number): void {
	ahead += milliseconds;
}
