import type { EventFacts } from '../shared/delivery/definition';
import { type JsonObject, toText, valueAt } from '../shared/util/json';
import { type BodyFields, readFields, USUAL_JOB_IDS } from './fields';

/** Where services usually have the status of a job. */
const USUAL_STATUS = [
	'status',
	'state',
	'data.status',
	'data.state',
	'task_status',
	'data.task_status',
	'job.status',
	'task.status',
	'result.status',
	'payload.status',
	'payload.task.status',
	'data.callbackType',
];

/** Where they usually have everything else, in the order in which it is looked for. */
const USUAL_FIELDS = {
	jobIdField: [
		...['task_id', 'taskId', 'job_id', 'jobId', 'request_id', 'requestId', 'generation_id', 'prediction_id'],
		...['render_id', 'video_id', 'videoId', 'transcript_id'],
	]
		.flatMap((name) => [`data.${name}`, name])
		.concat('payload.task.task_id', 'job.id', 'task.id', ...USUAL_JOB_IDS)
		.join(', '),
	resultFields: [
		...['output', 'outputs', 'url', 'urls', 'video_url', 'videoUrl', 'image_url', 'imageUrl', 'audio_url', 'audioUrl'],
		...['result_url', 'output_url', 'download_url', 'videos', 'images', 'audios'],
	]
		.flatMap((name) => [name, `data.${name}`, `result.${name}`])
		.concat('assets.video', 'assets.image', 'video.url', 'image.url', 'audio.url', 'data.resultUrls')
		.join(', '),
};

/**
 * Reads what a body says of the work: at the given fields, and in the usual places where none is given. The name of the
 * event says the status before the usual places do.
 *
 * @param onlyNamedEnds as for {@link readFields}
 */
export function readUsualFields(
	body: JsonObject,
	event: string,
	fields: BodyFields,
	onlyNamedEnds = false,
): Omit<EventFacts, 'identity'> {
	const all = { ...USUAL_FIELDS, ...fields };
	const facts = readFields(body, event, all, onlyNamedEnds);
	if (facts.status !== 'info' || fields.statusField) return facts;
	const told = USUAL_STATUS.filter((path) => toText(valueAt(body, path)) !== null)
		.map((statusField) => readFields(body, event, { ...all, statusField }, onlyNamedEnds))
		.find(({ status }) => status !== 'info');
	return told ?? facts;
}
