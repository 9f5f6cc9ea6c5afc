#!/usr/bin/env bash
# openai-java 4.101.0 (Maven Central) against fastapi 0.165.0 (PyPI, with uvicorn 0.38.0 and python-multipart 0.0.34) and
# multer 2.5.0 with express 5.3.0 (npm), beside openai 3.57.0 (PyPI)
#
# One would guess: files().create(), for a batch for instance, uploads a file, whether it is given as a path, as bytes or
# as a stream; OpenAI's other SDKs invent a name for bytes, "upload" in Python.
# What happens: for bytes and streams openai-java writes no filename into Content-Disposition. RFC 7578 allows that
# (section 4.2), but servers tell files by it: FastAPI finds a text where it wants a file and answers 422, and multer
# drops the part without an error, so there is neither a file nor a field. MultipartField can give the name.
#
#   openai-java, path to fastapi: 200, to multer: a file of 3 bytes
#   openai-java, bytes to fastapi: 422, to multer: no file, fields purpose
#   openai-java, stream to fastapi: 422, to multer: no file, fields purpose
#   openai-java, stream with MultipartField.filename to fastapi: 200, to multer: a file of 3 bytes
#   openai for python, bytes to fastapi: 200, to multer: a file of 3 bytes
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages fastapi==0.165.0 uvicorn==0.38.0 python-multipart==0.0.34 openai==3.57.0
npm_packages multer@2.5.0 express@5.3.0
jars lib com.openai:openai-java:4.101.0
cat >server.py <<'PYTHON'
import socket

import uvicorn
from fastapi import FastAPI, Form, UploadFile

app = FastAPI()

@app.post("/files")
async def create(file: UploadFile, purpose: str = Form()):
    content = await file.read()
    return {"id": "file-1", "object": "file", "bytes": len(content), "created_at": 1, "filename": file.filename, "purpose": purpose, "status": "processed"}

listener = socket.socket()
listener.bind(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])
PYTHON
cat >server.mjs <<'JS'
import express from 'express';
import multer from 'multer';

const app = express();
app.post('/files', multer().any(), (request, response) => {
  const [file] = request.files;
  const seen = file ? `a file of ${file.size} bytes` : `no file, fields ${Object.keys(request.body).sort().join(', ')}`;
  response.json({ id: seen, object: 'file', bytes: 3, created_at: 1, filename: 'f', purpose: 'batch', status: 'processed' });
});
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
JS
cat >Upload.java <<'JAVA'
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.files.*;
import java.io.*;
import java.nio.file.*;

class Upload {
  static final byte[] LINES = "{}\n".getBytes();

  public static void main(String[] args) throws Exception {
    Path path = Files.write(Path.of("batch.jsonl"), LINES);
    tell(args, "path", file().file(path), file().file(path));
    tell(args, "bytes", file().file(LINES));
    tell(args, "stream", file().file(new ByteArrayInputStream(LINES)), file().file(new ByteArrayInputStream(LINES)));
    tell(args, "stream with MultipartField.filename", named(), named());
    System.exit(0);
  }

  static FileCreateParams.Builder file() {
    return FileCreateParams.builder().purpose(FilePurpose.BATCH);
  }

  static FileCreateParams.Builder named() {
    return file().file(MultipartField.<InputStream>builder().value(new ByteArrayInputStream(LINES)).filename("batch.jsonl").build());
  }

  static void tell(String[] urls, String name, FileCreateParams.Builder... files) {
    String fastapi = upload(urls[0], files[0].build());
    String multer = upload(urls[1], files[files.length - 1].build());
    System.out.println("openai-java, " + name + " to fastapi: " + (fastapi.equals("file-1") ? "200" : fastapi) + ", to multer: " + multer);
  }

  static String upload(String url, FileCreateParams file) {
    try {
      return OpenAIOkHttpClient.builder().apiKey("k").baseUrl(url).maxRetries(0).build().files().create(file).id();
    } catch (OpenAIServiceException e) {
      return String.valueOf(e.statusCode());
    }
  }
}
JAVA
cat >upload.py <<'PYTHON'
import sys

import openai

ids = [openai.OpenAI(api_key="k", base_url=url, max_retries=0).files.create(file=b"{}\n", purpose="batch").id for url in sys.argv[1:]]
print(f"openai for python, bytes to fastapi: {'200' if ids[0] == 'file-1' else ids[0]}, to multer: {ids[1]}")
PYTHON
serve "$python" server.py
fastapi=http://127.0.0.1:$port
rm stub.log
serve node server.mjs
{ timeout 60 java -XX:TieredStopAtLevel=1 -cp 'lib/*' Upload.java "$fastapi" "http://127.0.0.1:$port" &&
  timeout 60 "$python" upload.py "$fastapi" "http://127.0.0.1:$port"; } 2>warnings | tee seen || { head -n 5 warnings >&2; set_up_failed "a client did not run"; }
[ "$(grep -cE '(path|filename|python, bytes) to fastapi: 200, to multer: a file of 3 bytes$' seen)" = 3 ] || set_up_failed "a file with a name did not arrive"
[ "$(grep -cE 'openai-java, (bytes|stream) to fastapi: 422, to multer: no file' seen)" = 2 ] || no_longer "bytes and streams arrive as files"
still_surprising "bytes and streams are no file to the server"
