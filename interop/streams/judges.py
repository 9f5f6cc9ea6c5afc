"""What the table says of each case, and what is wrong with it, if anything."""

import json
import re
import time

from writer import ARGUMENTS, USAGE, text

PATIENCE_S = 240
# of the answer in whose middle the process is killed
WORDS, SECONDS = 60, 30
LAST = {"error", "response.completed", "response.incomplete", "response.failed"}


def eventually(probe):
    until = time.monotonic() + PATIENCE_S
    while not (found := probe()) and time.monotonic() < until:
        time.sleep(0.5)
    return found


def judge_text(result):
    if "raised" in result:
        return "**raises**", f"{result['raised']}: {result['message']}"
    if "".join(result["pieces"]) != text(40) or len(result["pieces"]) < 10:
        return "**other**", f"{len(result['pieces'])} pieces: {result['pieces']}"
    if result["usage"] == [USAGE["prompt_tokens"], USAGE["completion_tokens"]]:
        return "ok", None
    return "ok, no usage", f"usage {result['usage']}"


def judge_tool(result):
    if "raised" in result:
        return "**raises**", f"{result['raised']}: {result['message']}"
    if len(result["pieces"]) < 5 or json.loads("".join(result["pieces"])) != ARGUMENTS:
        return "**other**", f"{len(result['pieces'])} pieces: {result['pieces']}"
    return "ok", None


def judge_resume(result):
    if result.get("lacks"):
        return "n", None
    if "raised" in result:
        return "**raises**", f"{result['raised']}: {result['message']}"
    if result["numbers"] != [*range(len(result["numbers"]))] or "".join(result["pieces"]) != text(50):
        return "**other**", f"{result['numbers']}: {result['pieces']}"
    return "ok", None


def judge_killed(result):
    seen = "".join(result["pieces"])
    if "raised" not in result:
        return ("the rest", None) if seen == text(WORDS) else ("**half an answer**", f"ends without an error: {seen}")
    cell = f"`{result['raised']}`"
    if not seen or not text(WORDS).startswith(seen):
        return cell, f"sees {seen}"
    return cell, None if "broke off" in result["message"] else f"{result['raised']}: {result['message']}"


def judge_end(gateway, key, result):
    """What is wrong with the end of a call whose process was killed, if anything."""
    named = re.search(r"/v1/responses/([\w.-]+)", result.get("message") or "")
    polling_id = result["id"] or (named and named[1])
    if not polling_id:
        return "doesn't say the ID of the call"
    ended = eventually(
        lambda: (now := gateway.response(polling_id, key))["status"] in ("completed", "failed", "incomplete") and now
    )
    if not ended or [part["text"] for item in ended["output"] for part in item["content"]] != [text(WORDS)]:
        return f"ends as {ended}"
    events = gateway.events(polling_id, key)
    last = [event["type"] for event in events if event["type"] in LAST]
    if last != ["error"] or gateway.events(polling_id, key) != events:
        return f"its stream, again, ends in {last}"
    return None


JUDGES = {"text": judge_text, "tool": judge_tool, "killed": judge_killed, "resume": judge_resume}
