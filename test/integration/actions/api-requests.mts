import type { INodeParameters } from 'n8n-workflow';

import type { Simulator } from '../../simulator/index.mts';
import type { OperationName } from './run-action.mts';

/** What an operation needs to reach the provider's API, and how it does it. */
export interface ApiRequestCase {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Of its first request, below the base URL. */
	path: string;
	parameters?: INodeParameters;
	/** Whether the request makes work that must not be made twice. */
	creates?: boolean;
	/** Statuses that it does not report, because they are as good as a success or because it tries something else. */
	deals?: number[];
	/** Whether nobody reads the answer, so that a success may hold anything. */
	bodyUnread?: boolean;
	/** How many items it gives for one input item; 1 unless given. */
	items?: number;
	/** Brings about what the parameters speak of. */
	arrange?: (simulator: Simulator) => void;
}

const IMAGE = { imageUrl: 'https://example.com/room.jpg' };
const webhookId = { __rl: true, mode: 'id', value: 'wh_1' };
const endpoint = { id: 'wh_1', url: 'https://example.com/1', events: ['image.generated'], secret: 'x' };

const withEndpoint = ({ listingRva }: Simulator) => {
	listingRva.endpoints.set('wh_1', { ...endpoint });
};
const withAsset = ({ listingRva }: Simulator) => {
	listingRva.assets.set('asset_1', { ...listingRva.addAsset(), id: 'asset_1' });
};
const withJob = ({ listingRva }: Simulator) => {
	listingRva.jobs.set('job_1', {
		id: 'job_1',
		productId: 'prod_mug',
		style: 'x',
		platform: 'general',
		cost: 4,
		createdAt: 0,
		state: 'completed',
		assetIds: [],
		error: null,
	});
};
const withRender = ({ virtualStagingAi }: Simulator) => {
	const variation = {
		id: 'var_1',
		type: 'staging',
		renderId: 'rnd_1',
		createdAt: 0,
		state: 'completed' as const,
		error: null,
		baseVariationId: null,
		config: {},
		index: 0,
		webhookUrl: null,
	};
	virtualStagingAi.renders.set('rnd_1', {
		id: 'rnd_1',
		createdAt: 0,
		imageUrl: IMAGE.imageUrl,
		variations: [variation],
	});
};
const withMusic = ({ vigthoria }: Simulator) => {
	vigthoria.generations.set('music_1', {
		id: 'music_1',
		service: 'music',
		prompt: 'rain',
		createdAt: 0,
		state: 'completed',
		error: null,
	});
};

/** Every operation that talks to a provider's API. */
export const apiRequests: Partial<Record<OperationName, ApiRequestCase>> = {
	'listingRva image:generate': {
		method: 'POST',
		path: '/ai/image',
		parameters: { productId: 'prod_mug', style: 'hero_white_bg' },
		creates: true,
	},
	'listingRva job:get': { method: 'GET', path: '/ai/jobs/job_1', parameters: { jobId: 'job_1' }, arrange: withJob },
	'listingRva asset:get': {
		method: 'GET',
		path: '/assets/asset_1',
		parameters: { assetId: 'asset_1' },
		arrange: withAsset,
	},
	'listingRva asset:download': {
		method: 'GET',
		path: '/assets/asset_1',
		parameters: { assetId: 'asset_1' },
		arrange: withAsset,
	},
	'listingRva product:getAll': { method: 'GET', path: '/products', items: 2 },
	'listingRva webhook:create': {
		method: 'POST',
		path: '/webhooks',
		parameters: { url: 'https://example.com/2' },
		creates: true,
	},
	'listingRva webhook:getAll': { method: 'GET', path: '/webhooks', arrange: withEndpoint },
	'listingRva webhook:update': {
		method: 'PUT',
		path: '/webhooks/wh_1',
		bodyUnread: true,
		parameters: { webhookId, url: 'https://example.com/2' },
		arrange: withEndpoint,
	},
	'listingRva webhook:delete': {
		method: 'DELETE',
		path: '/webhooks/wh_1',
		bodyUnread: true,
		parameters: { webhookId },
		arrange: withEndpoint,
	},
	'listingRva webhook:rotateSecret': {
		method: 'GET',
		path: '/webhooks',
		parameters: { webhookId },
		arrange: withEndpoint,
	},
	'virtualStagingAi account:get': { method: 'GET', path: '/user' },
	'virtualStagingAi account:ping': { method: 'GET', path: '/status', bodyUnread: true },
	'virtualStagingAi render:create': { method: 'POST', path: '/renders', parameters: IMAGE, creates: true },
	'virtualStagingAi render:createAndWait': {
		method: 'POST',
		path: '/user/webhook-secret',
		bodyUnread: true,
		deals: [400, 404],
		parameters: IMAGE,
		arrange: ({ virtualStagingAi }) => {
			virtualStagingAi.variationDurationMs = Infinity;
		},
	},
	'virtualStagingAi render:get': {
		method: 'GET',
		path: '/renders/rnd_1',
		parameters: { renderId: 'rnd_1' },
		arrange: withRender,
	},
	'virtualStagingAi render:getAll': { method: 'GET', path: '/renders', arrange: withRender },
	'virtualStagingAi variation:create': {
		method: 'POST',
		path: '/renders/rnd_1/variations',
		parameters: { renderId: 'rnd_1', removeFurniture: 'off' },
		creates: true,
		arrange: withRender,
	},
	'virtualStagingAi variation:get': {
		method: 'GET',
		path: '/renders/rnd_1/variations/var_1',
		parameters: { renderId: 'rnd_1', variationId: 'var_1' },
		arrange: withRender,
	},
	'virtualStagingAi image:analyze': { method: 'POST', path: '/analyze', parameters: IMAGE, creates: true },
	'virtualStagingAi image:checkMultiView': {
		method: 'POST',
		path: '/multi-view-compatability',
		parameters: { firstImageUrl: 'https://example.com/1.jpg', secondImageUrl: 'https://example.com/2.jpg' },
	},
	'virtualStagingAi webhookSecret:set': { method: 'POST', path: '/user/webhook-secret', bodyUnread: true },
	'virtualStagingAi webhookSecret:remove': {
		method: 'DELETE',
		path: '/user/webhook-secret',
		bodyUnread: true,
		deals: [404],
	},
	'vigthoria music:generate': {
		method: 'POST',
		path: '/music/generate',
		parameters: { prompt: 'rain' },
		creates: true,
	},
	'vigthoria music:get': {
		method: 'GET',
		path: '/music/music_1',
		parameters: { musicId: 'music_1' },
		arrange: withMusic,
	},
	'vigthoria music:getAll': { method: 'GET', path: '/music/library', arrange: withMusic },
	'vigthoria video:generate': {
		method: 'POST',
		path: '/video/generate',
		parameters: { prompt: 'boat' },
		creates: true,
	},
};
