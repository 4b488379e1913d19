import { FileHost } from './files.mts';
import { ListingRvaSimulator } from './listingrva.mts';
import { VigthoriaSimulator } from './vigthoria.mts';
import { VirtualStagingAiSimulator } from './virtual-staging-ai.mts';

export * from './delivery.mts';
export type { Fault, FaultRule } from './faults.mts';
export type { JsonObject, RecordedRequest } from './http.mts';
export * from './listingrva.mts';
export { png } from './media.mts';
export type { Delivery } from './provider.mts';
export * from './samples.mts';
export * from './vigthoria.mts';
export * from './virtual-staging-ai.mts';

/** The three providers, and the host of their result files. */
export type Simulator = Awaited<ReturnType<typeof startSimulator>>;

/** Starts the simulator with new credentials and without any state, on free ports of the loopback interface. */
export async function startSimulator() {
	const files = new FileHost();
	const services = {
		listingRva: new ListingRvaSimulator(files),
		virtualStagingAi: new VirtualStagingAiSimulator(files),
		vigthoria: new VigthoriaSimulator(files),
		files,
	};
	await Promise.all(Object.values(services).map(async (service) => await service.listen()));
	return {
		...services,
		/** Ends every server, connection, timer and delivery. */
		async close(): Promise<void> {
			await Promise.all(Object.values(services).map(async (service) => await service.close()));
		},
	};
}
