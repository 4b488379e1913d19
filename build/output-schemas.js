const { existsSync } = require('node:fs');
const { mkdir, writeFile } = require('node:fs/promises');
const path = require('node:path');

/**
 * @typedef {object} PlainSchema JSON Schema as the editor's preview reads it: it knows no alternatives, only `type`,
 * `properties` and `items`, and shows the first of several types.
 * @property {string | string[]} [type] left out where anything may come
 * @property {Record<string, PlainSchema>} [properties]
 * @property {string[]} [required]
 * @property {PlainSchema} [items]
 * @property {unknown[]} [examples] the documented values
 */

/**
 * Writes what the nodes put out as JSON Schema beside the compiled nodes, where n8n looks for it:
 * `__schema__/v<version>/<resource>/<operation>.json` for an action node, `__schema__/v<version>.json` for a trigger.
 *
 * @param {string} root the package's folder, already compiled
 * @returns {Promise<string[]>} the files, relative to that folder
 */
async function writeOutputSchemas(root) {
	const { toJSONSchema } = require('zod/v4').z;
	const manifest = require(path.join(root, 'package.json'));
	const files = manifest.n8n.nodes.flatMap((file) => schemasOf(path.join(root, file)));
	for (const { file, schema } of files) {
		await mkdir(path.dirname(file), { recursive: true });
		await writeFile(file, JSON.stringify(plainSchema(toJSONSchema(schema))));
	}
	return files.map(({ file }) => path.relative(root, file));
}

/** The schemas of one compiled node, and where they belong. */
function schemasOf(nodeFile) {
	const folder = path.dirname(nodeFile);
	const NodeClass = require(nodeFile)[path.basename(nodeFile, '.node.js')];
	const { name, group, version } = new NodeClass().description;
	const base = path.join(folder, '__schema__', `v${[...String(version).split('.'), '0', '0'].slice(0, 3).join('.')}`);

	// A provider's folder exports <provider>Delivery from delivery.ts and <provider>Resources from resources/index.ts.
	const provider = name.replace(/(CatchUp)?Trigger$/, '');
	if (group.includes('trigger')) return [{ file: `${base}.json`, schema: triggerOutput(folder, provider) }];
	const undocumented = require('zod/v4').z.looseObject({});
	const resources = require(path.join(folder, 'resources/index.js'))[`${provider}Resources`];
	return resources.flatMap(({ value: resource, operations }) =>
		operations.map(({ value: operation, output }) => ({
			file: path.join(base, resource, `${operation}.json`),
			schema: output === undefined ? undocumented : output(),
		})),
	);
}

/** A folder with several senders exports <provider>Output from output-schemas.ts instead of a delivery definition. */
function triggerOutput(folder, provider) {
	if (!existsSync(path.join(folder, 'delivery.js'))) {
		return require(path.join(folder, 'output-schemas.js'))[`${provider}Output`]();
	}
	const { generationEventSchema } = require(path.join(folder, '../shared/event/schema.js'));
	return generationEventSchema(require(path.join(folder, 'delivery.js'))[`${provider}Delivery`]);
}

/**
 * Brings a JSON Schema into the form that the editor reads. What it says is still true, only less exact.
 *
 * @param {Record<string, any>} schema as zod makes it
 * @returns {PlainSchema}
 */
function plainSchema(schema) {
	const alternatives = schema.anyOf ?? schema.oneOf;
	if (alternatives !== undefined) return alternatives.map(plainSchema).reduce(merged);
	const { type, properties, required, items, examples, enum: values } = schema;
	const documented = examples ?? values ?? ('const' in schema ? [schema.const] : undefined);
	return {
		...(type && { type }),
		...(properties && { properties: mapped(properties, plainSchema) }),
		...(required?.length > 0 && { required }),
		...(items && { items: plainSchema(items) }),
		...(documented && { examples: documented }),
	};
}

/** What holds for both alternatives. */
function merged(one, other) {
	const types = one.type && other.type && [...new Set([one.type, other.type].flat())];
	const properties = { ...one.properties, ...other.properties };
	for (const name of Object.keys(one.properties ?? {})) {
		if (other.properties?.[name] !== undefined) {
			properties[name] = merged(one.properties[name], other.properties[name]);
		}
	}
	const objects = [one, other].filter(({ type }) => [type].flat().includes('object'));
	const required = (objects[0]?.required ?? []).filter((name) =>
		objects.every((schema) => schema.required?.includes(name)),
	);
	const items = one.items && other.items ? merged(one.items, other.items) : (one.items ?? other.items);
	const examples = [...new Set([...(one.examples ?? []), ...(other.examples ?? [])])];
	return {
		...(types && { type: types.length === 1 ? types[0] : types }),
		...(Object.keys(properties).length > 0 && { properties }),
		...(required.length > 0 && { required }),
		...(items && { items }),
		...(examples.length > 0 && { examples }),
	};
}

function mapped(object, change) {
	return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}

module.exports = { plainSchema, writeOutputSchemas };
