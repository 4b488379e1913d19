/**
 * In these tests a minute of waiting takes about a second: the clock, the nodes' pauses and their patience with a request run faster. The
 * simulator's timers and the network stay as they are. Loaded before the nodes, which take hold of Date.now.
 */
const FACTOR = 50;
/** Patience shrinks less: a busy machine answers no faster than otherwise. */
const PATIENCE_FACTOR = 25;

const realNow = Date.now;
const start = realNow();
Date.now = () => start + (realNow() - start) * FACTOR;

jest.mock('n8n-workflow', () => {
	const actual = jest.requireActual<typeof import('n8n-workflow')>('n8n-workflow');
	return {
		...actual,
		sleep: async (milliseconds: number, ...rest: []) => await actual.sleep(milliseconds / FACTOR, ...rest),
	};
});

// n8n-core makes its requests with the axios beside it.
jest.mock('axios', () => {
	const axios = jest.requireActual<{
		interceptors: { request: { use: (change: (config: { timeout?: number }) => object) => void } };
	}>('axios');
	axios.interceptors.request.use((config) => ({ ...config, timeout: (config.timeout ?? 0) / PATIENCE_FACTOR }));
	return axios;
});
