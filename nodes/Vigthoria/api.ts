import type { ProviderApi } from '../shared/glue/provider-api';

/** Vigthoria's REST API. Source: Vigthoria documentation, "REST API". */
export const vigthoriaApi: ProviderApi = {
	displayName: 'Vigthoria',
	credentialType: 'vigthoriaApi',
	keyName: 'API Key',
};
