import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/**
 * Makes a notice of an operation that does one thing in a workflow and another as an agent's tool.
 *
 * @param where where the notice is true, and shown
 * @param show further conditions
 */
export function noticeFor(
	where: 'workflow' | 'tool',
	name: string,
	displayName: string,
	show: IDisplayOptions['show'] = {},
): INodeProperties {
	const displayOptions = { show: { ...show, '@tool': [where === 'tool'] } };
	return { displayName, name, type: 'notice', displayOptions, default: '' };
}
