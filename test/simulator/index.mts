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

/** Where the simulator listens. */
interface SimulatorOptions {
	/** 127.0.0.1 unless given. */
	host?: string;
	/** Free ones unless given. */
	ports?: { listingRva?: number; virtualStagingAi?: number; vigthoria?: number; files?: number };
}

/** The three providers, and the host of their result files. */
export interface Simulator {
	listingRva: ListingRvaSimulator;
	virtualStagingAi: VirtualStagingAiSimulator;
	vigthoria: VigthoriaSimulator;
	files: FileHost;
	/** Ends every server, connection, timer and delivery. */
	close(): Promise<void>;
}

/**
 * Starts the simulator with new credentials and without any state.
 *
 * @throws what node:http says when a port is taken; nothing is left listening then
 */
export async function startSimulator({ host = '127.0.0.1', ports = {} }: SimulatorOptions = {}): Promise<Simulator> {
	const files = new FileHost();
	const listingRva = new ListingRvaSimulator(files);
	const virtualStagingAi = new VirtualStagingAiSimulator(files);
	const vigthoria = new VigthoriaSimulator(files);
	const close = async () => {
		await Promise.all([listingRva.close(), virtualStagingAi.close(), vigthoria.close(), files.close()]);
	};
	try {
		await files.listen(host, ports.files ?? 0);
		await listingRva.listen(host, ports.listingRva ?? 0);
		await virtualStagingAi.listen(host, ports.virtualStagingAi ?? 0);
		await vigthoria.listen(host, ports.vigthoria ?? 0);
	} catch (error) {
		await close();
		throw error;
	}
	return { listingRva, virtualStagingAi, vigthoria, files, close };
}
