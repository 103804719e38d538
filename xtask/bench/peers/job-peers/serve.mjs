// Two queues of jobs in PostgreSQL, on a port of their own: serve.mjs MODULES URL. Prints where it listens. POST /QUEUE with
// {"jobs": N, "workers": W} puts N jobs that do nothing into the queue, has W workers empty it, one job at a time each, and
// answers the seconds that the workers took.
import {createServer} from "node:http";
import {createRequire} from "node:module";

const [modules, connectionString] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const QUEUE = "empty";

async function graphile() {
    const {makeWorkerUtils, runOnce, Logger} = require("graphile-worker");
    const logger = new Logger(() => () => {});
    const utils = await makeWorkerUtils({connectionString, logger});
    await utils.migrate();
    return async ({jobs, workers}) => {
        const text = "SELECT graphile_worker.add_job($1) FROM generate_series(1, $2::int)";
        await utils.withPgClient((client) => client.query(text, [QUEUE, jobs]));
        const begun = performance.now();
        await runOnce({
            connectionString, logger, concurrency: workers, maxPoolSize: workers + 2, taskList: {[QUEUE]: async () => {}},
        });
        return performance.now() - begun;
    };
}

async function boss() {
    const PgBoss = require("pg-boss");
    const queue = new PgBoss({connectionString, max: 8, supervise: false, schedule: false});
    queue.on("error", (error) => { throw error; });
    await queue.start();
    await queue.createQueue(QUEUE);
    const one = async () => {
        for (;;) {
            const [job] = await queue.fetch(QUEUE);
            if (!job) return;
            await queue.complete(QUEUE, job.id);
        }
    };
    return async ({jobs, workers}) => {
        for (let left = jobs; left > 0; left -= 1000) {
            await queue.insert(Array.from({length: Math.min(left, 1000)}, () => ({name: QUEUE})));
        }
        const begun = performance.now();
        await Promise.all(Array.from({length: workers}, one));
        return performance.now() - begun;
    };
}

const queues = {"/graphile-worker": await graphile(), "/pg-boss": await boss()};

const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const took = await queues[request.url](JSON.parse(Buffer.concat(parts).toString()));
    const body = JSON.stringify({seconds: took / 1000});
    response.writeHead(200, {"Content-Type": "application/json", "Content-Length": body.length}).end(body);
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
