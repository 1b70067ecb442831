import { expect, test, vi } from "vitest";
import { answered, failed, type Reply } from "../api/reply";
import { form } from "./form";

const problem = (fields: { field: string; message: string }[]): Reply<string> =>
  failed({
    kind: "problem",
    status: 422,
    slug: "invalid-input",
    problem: { type: "/problems/invalid-input", title: "Invalid", detail: "Please look again.", status: 422, fields },
  });

function nameForm(reply: Reply<string>) {
  const send = vi.fn(() => Promise.resolve(reply));
  const done = vi.fn();
  const check = ({ full_name }: { full_name: string }): Record<string, string> =>
    full_name === "" ? { full_name: "Please fill in this field." } : {};
  return { form: form({ initial: { full_name: "", reason: "" }, check, send, done }), send, done };
}

test("an empty field is told beside the field and nothing is sent", async () => {
  const { form: f, send } = nameForm(answered("ok"));
  await f.submit();
  expect(f.errors.value).toEqual({ full_name: "Please fill in this field." });
  expect(f.refusals.value).toBe(1);
  expect(send).not.toHaveBeenCalled();
});

test("the server's field error stands beside the field and nothing typed is lost", async () => {
  const { form: f } = nameForm(problem([{ field: "patient.full_name", message: "Too long." }]));
  f.set("full_name", "Ada");
  f.set("reason", "Lonely since moving.");
  await f.submit();
  expect(f.errors.value).toEqual({ full_name: "Too long." });
  expect(f.values.value).toEqual({ full_name: "Ada", reason: "Lonely since moving." });
});

test("an error for a field the form does not have is shown as the form's failure", async () => {
  const { form: f } = nameForm(problem([{ field: "dose", message: "Odd." }]));
  f.set("full_name", "Ada");
  await f.submit();
  expect(f.errors.value).toEqual({});
  expect(f.failure.value?.kind).toBe("problem");
});

test("what no field can say is said beside what a field says", async () => {
  const { form: f } = nameForm(problem([{ field: "full_name", message: "A" }, { field: "dose", message: "Odd." }]));
  f.set("full_name", "Ada");
  await f.submit();
  expect(f.errors.value).toEqual({ full_name: "A" });
  expect(f.failure.value?.kind).toBe("problem");
});

test("typing in a field takes its error away and leaves the others", async () => {
  const { form: f } = nameForm(problem([{ field: "full_name", message: "A" }, { field: "reason", message: "B" }]));
  f.set("full_name", "Ada");
  await f.submit();
  f.set("full_name", "Ada L");
  expect(f.errors.value).toEqual({ reason: "B" });
});

test("a second press while sending sends nothing more", async () => {
  const { form: f, send, done } = nameForm(answered("ok"));
  f.set("full_name", "Ada");
  await Promise.all([f.submit(), f.submit()]);
  expect(send).toHaveBeenCalledOnce();
  expect(done).toHaveBeenCalledOnce();
});
