/**
 * Preloaded by the n8n processes of the queue tests. A process that gets SIGUSR2 goes on eleven minutes later, without
 * losing what it has in memory: a receiving process has then forgotten the events that it acknowledged.
 */
const realNow = Date.now;
let aheadMs = 0;

Date.now = () => realNow() + aheadMs;

process.on('SIGUSR2', () => {
	aheadMs += 11 * 60_000;
});
