const { readFile } = require('node:fs/promises');
const path = require('node:path');
const n8nVersions = require('../n8n-versions.json');
const { absoluteLinks, introductionOf, plainPictures, sectionOf } = require('./markdown.js');
const { pagesOf } = require('./manifest.js');

/** What the package of the nodes for any service says of n8n Cloud. */
const SELF_HOSTED = `
This package is for self-hosted n8n. n8n Cloud offers only packages that n8n has verified, and n8n verifies only packages of exactly
one third-party service.
`;

/** What starts a workflow where any service may. */
const ANY_EVENTS = `the events of [all these senders](senders.md) by name, of any other service by its settings, and of services that
sign nothing, which call [an address that only your n8n can have made](callback-urls.md).`;

/**
 * Writes the README of a service's package by n8n's template for community nodes. Its facts come from where they are kept and
 * tested: the service's page, the credential, the project's changelog.
 *
 * @param {string} root the project's folder
 * @param {string} folder the package's folder, compiled
 * @param {import('./services.js').Service} service
 * @param {Record<string, any>} project the project's package.json
 * @returns {Promise<string>}
 * @throws an error that names the section of the page that is missing
 */
exports.readmeOf = async function readmeOf(root, folder, service, project) {
	const { name, title, page, website, description, sample } = service;
	const isOfOneService = website !== undefined;
	const base = pagesOf(project);
	const text = await readFile(path.join(root, page), 'utf8');
	const adapted = (part) => absoluteLinks(plainPictures(part), page, base);
	const section = (heading) => adapted(sectionOf(text, heading, page));
	const load = (file) => require(path.join(folder, file));
	const { n8n } = load('package.json');
	const [credential] = n8n.credentials.map((file) => instanceOf(load(file)));
	const nodes = n8n.nodes.map((file) => instanceOf(load(file)).description);
	const trigger = nodes.find(({ group, webhooks }) => group.includes('trigger') && webhooks !== undefined);
	const catchUp = nodes.find(({ group, webhooks }) => group.includes('trigger') && webhooks === undefined);
	const action = nodes.find(({ group }) => !group.includes('trigger'));
	const versions = await releasesIn(path.join(root, 'CHANGELOG.md'));

	return `# ${name}

${description.replace('n8n nodes', 'This is a package of community nodes')}.

The **${trigger.displayName}** checks the signature of every delivery. Only what ${isOfOneService ? title : 'the sender'} really sent starts a workflow, once per
event, and there is no switch to turn that off.

[n8n](https://n8n.io/) is a workflow automation platform under a fair-code licence.

[Installation](#installation) · [Operations](#operations) · [Credentials](#credentials) · [Compatibility](#compatibility) ·
[Usage](#usage) · [Resources](#resources) · [Version history](#version-history)

## Installation

In n8n: *Settings > Community nodes > Install a community node*, enter \`${name}\`. Or follow n8n's
[installation guide](https://docs.n8n.io/integrations/community-nodes/installation/).
${isOfOneService ? '' : SELF_HOSTED}
The package \`${project.name}\` has these nodes and more; install one of the two. The same node has another type in each of them, so a
workflow that moves from one to the other [needs its node types renamed](${base}docs/packages.md).

## Operations

${adapted(introductionOf(text))}

The ${action.displayName} node, which AI agents can use as a tool, too:

${isOfOneService ? section('Operations') : operationsOf(action)}

The ${trigger.displayName} node starts a workflow with ${isOfOneService ? `these events:\n\n${section('Events')}` : adapted(ANY_EVENTS)}
${catchUp ? `\nThe ${catchUp.displayName} node brings what no delivery has brought:\n\n${section('Catching up')}\n` : ''}
## Credentials

A credential of the type *${credential.displayName}*:

| field | what to enter |
| --- | --- |
${credential.properties.map(credentialRow).join('\n')}

## Compatibility

n8n 2.x and 1.123, on Node.js ${project.engines.node.replace('>=', '')} or later (n8n itself may need a later one). The package is tested in n8n ${n8nVersions.current}, and its code in n8n ${n8nVersions.previous} too.
It has no dependencies.

## Usage

${section('Set-up')}

To try it out, paste this workflow onto an empty canvas. In both ${title} nodes choose your credential, which needs a *Webhook Secret* for this. Copy the
*Production URL* of the trigger into *URL* of the other node, publish the workflow, and execute that other node. It sends a signed sample to the trigger, which
starts the workflow: no service takes part in it, and it costs nothing.

\`\`\`json
${exampleWorkflow(name, trigger, action, sample)}
\`\`\`

## Resources

${isOfOneService ? `- [${title}](${website}), and its [documentation](${credential.documentationUrl})\n` : ''}- [The page of these nodes](${base}${page}): limits, and what is odd about ${isOfOneService ? 'the service' : 'some senders'}
- [Waiting for results, and getting the files](${base}docs/waiting.md)
- [Troubleshooting, by symptom](${base}docs/troubleshooting.md)
- [What is protected, and from whom](${base}SECURITY.md)
- [n8n's documentation of community nodes](https://docs.n8n.io/integrations/#community-nodes)

## Version history

This package is released together with \`${project.name}\`, under the same version numbers. [CHANGELOG.md](${base}CHANGELOG.md) tells what has changed.

${versions.map(({ version, date }) => `- ${version}${date ? ` (${date})` : ''}`).join('\n')}

Licence: [MIT](${base}LICENSE.md)
`;
};

/** A workflow, as JSON, that sends a signed sample to its own trigger. */
function exampleWorkflow(packageName, trigger, action, sample) {
	const version = ({ version: versions }) => [versions].flat().at(-1);
	const start = 'When clicking Execute';
	const node = ({ defaults, name }) => ({ name: defaults.name, type: `${packageName}.${name}` });
	const nodes = [
		{
			...node(trigger),
			typeVersion: version(trigger),
			position: [0, 0],
			parameters: { ...sample, events: ['*'], options: {} },
		},
		{ name: start, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 240], parameters: {} },
		{
			...node(action),
			typeVersion: version(action),
			position: [240, 240],
			parameters: { resource: 'webhook', operation: 'sendTestEvent', ...sample, url: '' },
		},
	];
	const connections = { [start]: { main: [[{ node: action.defaults.name, type: 'main', index: 0 }]] } };
	const lines = nodes.map((each) => `    ${JSON.stringify(each)}`);
	return `{\n  "nodes": [\n${lines.join(',\n')}\n  ],\n  "connections": ${JSON.stringify(connections)}\n}`;
}

/** A list of a node's operations, from its description. */
function operationsOf({ properties }) {
	const options = properties.filter(({ name }) => name === 'operation').flatMap((property) => property.options);
	return options.map(({ name, description }) => `- **${name}**: ${description}`).join('\n');
}

function instanceOf(module) {
	const [Class] = Object.values(module);
	return new Class();
}

function credentialRow({ displayName, required, hint, description = '' }) {
	const words = [required ? '' : 'Optional.', description, hint?.replace(/\.?$/, '.')];
	return `| ${displayName} | ${words.filter(Boolean).join(' ')} |`;
}

/** The headings of a changelog in the form of Keep a Changelog. */
async function releasesIn(file) {
	const headings = [...(await readFile(file, 'utf8')).matchAll(/^## \[([^\]]+)\](?: - (\S+))?/gm)];
	return headings.map(([, version, date]) => ({ version, date }));
}
