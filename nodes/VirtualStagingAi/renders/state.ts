import { perKeyCache } from '../../shared/util/per-key-cache';

/** What this process knows of the wait for a render. */
interface WaitState {
	/** Whether this process put the execution to sleep, and so receives all deliveries of the render. */
	receivesAllDeliveries: boolean;
	/** Whether a delivery has reported something that has not been acted on yet. */
	hasUnhandledReport: boolean;
}

const MAX_RENDERS = 1_000;

const waits = perKeyCache<WaitState>(() => ({ receivesAllDeliveries: false, hasUnhandledReport: false }), MAX_RENDERS);

/** @returns the state of the wait for a render; the caller updates it in place */
export function waitState(renderId: string): WaitState {
	return waits.get(renderId);
}
