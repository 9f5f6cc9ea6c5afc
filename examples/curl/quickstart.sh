#!/usr/bin/env bash
# Creates one response with curl and polls it to its end: quickstart.sh [MODEL] [QUESTION]
set -euo pipefail
url=http://127.0.0.1:${SLUICE_HTTP_PORT:-8080}/v1/responses
api_key=sk-demo-acme-default # the demo's
# prints what the server answers with a status of 400 or more too, and fails then
ask=(curl --silent --show-error --fail-with-body --max-time 60 -H "Authorization: Bearer $api_key")

request=$(jq -n --arg model "${1:-chat-fast}" --arg input "${2:-What is a sluice?}" '{$model, $input, background: true}')
# whoever repeats it with this key, such as curl itself, means the same request
create=("${ask[@]}" --retry 2 -H "Idempotency-Key: quickstart-$(date +%s)-$$" -H "Content-Type: application/json")
if ! created=$("${create[@]}" -w '\n%{http_code}' -d "$request" "$url"); then
  echo "rejected  ${created##*$'\n'} $(jq -r .error.message <<<"${created%$'\n'*}")"
  exit
fi
response=${created%$'\n'*}
id=$(jq -r .id <<<"$response")
echo "accepted  $id"

while [[ $(jq -r .status <<<"$response") == @(queued|in_progress) ]]; do
  response=$("${ask[@]}" "$url/$id?wait=30")
done
jq -r 'if .status == "completed"
  then "answered  \(.output[-1].content[0].text)"
  else "failed    \(.error.code) \(.error.message)" end' <<<"$response"
jq -r '"polled    \(.id) \(.status)"' <<<"$response"
