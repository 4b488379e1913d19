/**
 * @typedef {object} Service what cannot be read from the sources of a service's package
 * @property {string} folder the service's folder in nodes/
 * @property {string} name the package's name on npm
 * @property {string} title the service's name, or that of the nodes
 * @property {string} page its page in docs/, from which the package's README is made
 * @property {string} [website] where the service presents itself; none for the nodes that receive from any service
 * @property {string} description for package.json, and the first sentence of the README
 * @property {string[]} keywords for package.json, besides those of every package
 * @property {Record<string, unknown>} [sample] the sender, and what it sends, in the README's workflow
 */

/**
 * What has a package of its own: each service, since n8n verifies only packages with exactly one, and the nodes that receive from any
 * service, for who needs no more. n8n does not verify those.
 *
 * @type {Service[]}
 */
exports.services = [
	{
		folder: 'ListingRva',
		name: 'n8n-nodes-listingrva-ai',
		title: 'ListingRVA AI',
		page: 'docs/listingrva.md',
		website: 'https://listingrvaai.com',
		description: 'n8n nodes for ListingRVA AI: generate product images, and start workflows with verified webhooks when they are finished',
		keywords: ['listingrva', 'product-images', 'product-photography', 'ecommerce', 'generative-ai'],
	},
	{
		folder: 'VirtualStagingAi',
		name: 'n8n-nodes-virtual-staging-ai',
		title: 'Virtual Staging AI',
		page: 'docs/virtual-staging-ai.md',
		website: 'https://www.virtualstagingai.app',
		description: 'n8n nodes for Virtual Staging AI: stage photos of rooms, wait for the results, and start workflows with verified webhooks',
		keywords: ['virtual-staging', 'real-estate', 'interior-design', 'photography', 'generative-ai'],
	},
	{
		folder: 'Vigthoria',
		name: 'n8n-nodes-vigthoria',
		title: 'Vigthoria',
		page: 'docs/vigthoria.md',
		website: 'https://vigthoria.io',
		description: 'n8n nodes for Vigthoria: generate music and videos, and start workflows with verified webhooks when they are finished',
		keywords: ['vigthoria', 'ai-music', 'ai-video', 'music-generation', 'generative-ai'],
	},
	{
		folder: 'SignedWebhook',
		name: 'n8n-nodes-signed-webhook',
		title: 'Signed Webhook',
		page: 'docs/signed-webhooks.md',
		description: 'n8n nodes that receive any signed webhook (GitHub, Stripe, Shopify, Slack, OpenAI, Replicate and others) and wait for one inside a workflow',
		keywords: ['signed-webhook', 'webhook-signature', 'standard-webhooks', 'github', 'stripe', 'shopify', 'slack'],
		sample: { sender: 'gitHub', options: { body: '{ "action": "opened" }' } },
	},
];
