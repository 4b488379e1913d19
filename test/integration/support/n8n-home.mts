import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// n8n-core writes a settings file as soon as it is loaded: to a folder of its own, not to the home of whoever runs the tests.
const home = mkdtempSync(join(tmpdir(), 'n8n-contexts-'));
process.env.N8N_USER_FOLDER = home;
process.env.N8N_LOG_LEVEL ??= 'silent';

afterAll(() => {
	rmSync(home, { recursive: true, force: true });
});
