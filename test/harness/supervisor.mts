// Runs one n8n for the harness, in a process group of its own, and takes the group down with it when the harness
// disconnects or goes away. A killed test run, a crashed script, an interrupted terminal: in each of them the channel to
// the parent closes, which no exit handler in the parent could promise. Started with Node 24, which runs this file as it is.
import { spawn } from 'node:child_process';

const GRACE_MS = 10_000;

const child = spawn(process.execPath, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'inherit'] });
const killGroup = () => process.kill(-process.pid, 'SIGKILL');

process.on('disconnect', killGroup);
process.on('SIGTERM', () => {
	child.kill('SIGTERM');
	setTimeout(killGroup, GRACE_MS);
});
child.once('spawn', () => process.send?.(child.pid));
child.once('exit', (code, signal) => {
	console.error(`The process ended with ${signal ?? `exit code ${code}`}`);
	killGroup();
});
