// Runs one n8n for the harness, in a process group of its own, and takes the group down with it when the harness
// goes away. A killed test run, a crashed script, an interrupted terminal: in each of them the channel to the parent
// closes, which no exit handler in the parent could promise. Started with Node 24, which runs this file as it is.
import { spawn } from 'node:child_process';

const child = spawn(process.execPath, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'inherit'] });

const killGroup = () => process.kill(-process.pid, 'SIGKILL');

process.on('disconnect', killGroup);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.once('spawn', () => process.send?.({ group: process.pid, pid: child.pid }));
child.once('exit', (code) => {
	process.removeListener('disconnect', killGroup);
	process.exit(code ?? 1);
});
