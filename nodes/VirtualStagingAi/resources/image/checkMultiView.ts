import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { requiredText } from '../../../shared/operations/parameters';
import { checkMultiView } from '../../api';
import { fieldNameOf, fieldNameOptions } from '../field-name';

const FIRST: INodeProperties = {
	displayName: 'First Image URL',
	name: 'firstImageUrl',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. https://example.com/room-from-door.jpg',
	description: 'The address of a photo of the room',
};

const SECOND: INodeProperties = {
	displayName: 'Second Image URL',
	name: 'secondImageUrl',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. https://example.com/room-from-window.jpg',
	description: 'The address of a photo of the same room from elsewhere, of the same size in pixels',
};

/** Looks whether two photos can be staged alike. */
export const checkMultiViewOperation: Operation = {
	value: 'checkMultiView',
	name: 'Check Multi-View',
	action: 'Check two images for multi view staging',
	description: 'Checks whether two photos of one room can be staged together, with the same furniture in both',
	endpoint: 'POST /multi-view-compatability',
	properties: [FIRST, SECOND, fieldNameOptions('the two URLs', 'image_urls')],
	async run(context, itemIndex) {
		const urls = [requiredText(context, itemIndex, FIRST), requiredText(context, itemIndex, SECOND)] as const;
		return toItems(await checkMultiView(context, urls, fieldNameOf(context, itemIndex)));
	},
};
