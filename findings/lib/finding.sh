# Sourced by every finding: a temporary folder, processes that end with the script, and three statuses.
# 0: still surprising. 1: the behaviour has changed. 2: the set-up failed, so nothing was learned.
set -euo pipefail

library=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
pids=()

tidy_up() {
  local pid
  for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap tidy_up EXIT
trap 'exit 2' INT TERM
cd "$work"

set_up_failed() {
  echo "SET-UP FAILED: $*" >&2
  exit 2
}

# Runs a set-up command; its output is shown only if it fails.
set_up() {
  local limit=(timeout 600)
  [ "$(type -t "$1")" = file ] || limit=()
  "${limit[@]}" "$@" >set-up.log 2>&1 || { tail -n 20 set-up.log >&2; set_up_failed "$*"; }
}

needs() {
  local tool
  for tool in "$@"; do command -v "$tool" >/dev/null || set_up_failed "$tool is not installed"; done
}

# python_packages PACKAGE==VERSION...: a virtual environment, whose interpreter is then "$python".
python_packages() {
  needs python3
  set_up python3 -m venv venv
  python=$work/venv/bin/python
  set_up "$python" -m pip install --quiet --disable-pip-version-check "$@"
}

npm_packages() {
  needs node npm
  set_up npm init --yes
  set_up npm install --save-exact --no-audit --no-fund --ignore-scripts "$@"
}

# go_modules MODULE@VERSION...: for the program main.go of the current folder.
go_modules() {
  needs go
  set_up go mod init finding
  [ $# = 0 ] || set_up go get "$@"
  set_up go build -o program .
}

# jars FOLDER GROUP:ARTIFACT:VERSION...: the artifacts and what they need at run time, copied to the folder.
jars() {
  needs mvn java
  local folder=$1 coordinates group artifact version
  shift
  mkdir -p "$folder"
  {
    echo '<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId>'
    echo '<version>1</version><dependencies>'
    for coordinates in "$@"; do
      IFS=: read -r group artifact version <<<"$coordinates"
      echo "<dependency><groupId>$group</groupId><artifactId>$artifact</artifactId><version>$version</version></dependency>"
    done
    echo '</dependencies></project>'
  } >"$folder/pom.xml"
  set_up mvn --batch-mode --quiet --file "$folder/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies \
    -DoutputDirectory=. -DincludeScope=runtime
}

# await SECONDS COMMAND...: until the command succeeds.
await() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.2
  done
}

# serve COMMAND...: a stub that writes its port on 127.0.0.1 as its first line, which is then "$port".
serve() {
  "$@" >stub.log 2>stub.err &
  pids+=($!)
  await 30 test -s stub.log || { cat stub.err >&2; set_up_failed "the stub did not start: $*"; }
  port=$(head -n 1 stub.log)
}

# How a finding ends.
still_surprising() {
  echo "STILL SURPRISING: $*"
  exit 0
}

no_longer() {
  echo "CHANGED: $*"
  exit 1
}

# replies JSON: lib/stub.py with these replies at http://127.0.0.1:$port.
replies() { serve python3 "$library/stub.py" "$1"; }

# asked NAME: when the stub was asked for this reply, in seconds since the first time.
asked() { awk -v name="$1" '$1 == name {print $2}' stub.log | xargs; }
times_asked() { grep -c "^$1 " stub.log || true; }
