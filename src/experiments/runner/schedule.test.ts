import fc from "fast-check";
import { expect, test } from "vitest";
import { CancelledError } from "../../base/index.ts";
import { schedule, type Task } from "./schedule.ts";

/** Tasks of which each may wait for earlier ones, fail, or be refused a few times because another does the work. */
const graphs = fc.array(
  fc.record({ after: fc.array(fc.nat(20), { maxLength: 3 }), fails: fc.boolean(), ticks: fc.nat(3) }),
  { maxLength: 12 },
);

test("each task is done once, after those that it waits for, and never more than `jobs` at a time", async () => {
  await fc.assert(
    fc.asyncProperty(graphs, fc.integer({ min: 1, max: 4 }), async (drawn, jobs) => {
      const done: string[] = [];
      let running = 0;
      const tasks = drawn.map(({ after, fails, ticks }, i): Task => {
        const earlier = [...new Set(after.filter((other) => other < i).map(String))];
        return {
          id: `${i}`,
          after: earlier,
          async perform(slot) {
            expect(++running).toBeLessThanOrEqual(jobs);
            expect(slot).toBeLessThan(jobs);
            expect(done).toEqual(expect.arrayContaining(earlier));
            for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
            running--;
            if (fails && i % 3 === 0) throw new Error(`${i}`);
            done.push(`${i}`);
            return true;
          },
        };
      });
      const { failed, cancelled } = await schedule(tasks, jobs, new AbortController().signal);
      expect(cancelled).toBe(false);
      expect([...done, ...failed.keys()].toSorted()).toEqual(tasks.map(({ id }) => id).toSorted());
      for (const [id, error] of failed) {
        const { after } = tasks[Number(id)]!;
        if ((error as Error).message !== id) expect(after.some((other) => failed.get(other) === error)).toBe(true);
      }
      for (const { id, after } of tasks)
        if (after.some((other) => failed.has(other))) expect(failed.has(id)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("what another does is tried again; other tasks are done meanwhile", async () => {
  const order: string[] = [];
  let attempts = 0;
  const tasks: Task[] = [
    {
      id: "shared",
      after: [],
      perform: async () => {
        order.push("shared");
        return ++attempts > 2;
      },
    },
    { id: "other", after: [], perform: async () => order.push("other") > 0 },
    { id: "last", after: ["shared"], perform: async () => order.push("last") > 0 },
  ];
  await schedule(tasks, 1, new AbortController().signal);
  expect(order).toEqual(["shared", "other", "shared", "shared", "last"]);
});

test("a stop lets what runs end, and begins nothing", async () => {
  const controller = new AbortController();
  const begun: string[] = [];
  const task = (id: string): Task => ({
    id,
    after: [],
    async perform() {
      begun.push(id);
      controller.abort();
      await Promise.resolve();
      throw new CancelledError(id);
    },
  });
  const { failed, cancelled } = await schedule([task("a"), task("b")], 1, controller.signal);
  expect({ begun, failed: failed.size, cancelled }).toEqual({ begun: ["a"], failed: 0, cancelled: true });
});
