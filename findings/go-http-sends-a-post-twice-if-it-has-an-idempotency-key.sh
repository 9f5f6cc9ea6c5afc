#!/usr/bin/env bash
# Go 1.26, net/http (standard library)
#
# One would guess: a request header is for the server, and net/http never sends a POST twice.
# What happens: with the header Idempotency-Key or X-Idempotency-Key the Transport takes a POST for repeatable. If a kept
# connection ends before a reply, it sends the request again on a new one, and the caller never learns of it. A server
# without support for that header (OpenAI documents none) does, and bills, the work twice. Without the header the
# caller gets the error. The documentation of http.Transport says so in one sentence; an empty (not nil) header value
# keeps the repeat and doesn't send the header.
#
#   no header: call 2: EOF, 1 POSTs
#   Idempotency-Key: call 2: ok, 2 POSTs
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

needs go
cat >main.go <<'GO'
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
)

var posts atomic.Int32

// Answers the first request of a connection, reads the second and closes the connection.
func serve(c net.Conn) {
	defer c.Close()
	r := bufio.NewReader(c)
	for i := 1; i <= 2; i++ {
		request, err := http.ReadRequest(r)
		if err != nil {
			return
		}
		io.Copy(io.Discard, request.Body)
		posts.Add(1)
		if i == 1 {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
		}
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(c)
		}
	}()
	for _, header := range []string{"", "Idempotency-Key"} {
		client := &http.Client{Transport: &http.Transport{}}
		for call := 1; call <= 2; call++ {
			before := posts.Load()
			request, _ := http.NewRequest("POST", "http://"+listener.Addr().String(), strings.NewReader("{}"))
			name := "no header"
			if header != "" {
				name = header
				request.Header.Set(header, "k-1")
			}
			reply, err := client.Do(request)
			said := "ok"
			if err == nil {
				io.Copy(io.Discard, reply.Body)
				reply.Body.Close()
			} else {
				said = errors.Unwrap(err).Error()
			}
			fmt.Printf("%s: call %d: %s, %d POSTs\n", name, call, said, posts.Load()-before)
		}
	}
}
GO
go_modules
./program | tee seen
grep -q 'no header: call 2: EOF, 1 POSTs' seen || set_up_failed "the connection was not kept"
grep -q '^Idempotency-Key: call 2: ok, 2 POSTs' seen || no_longer "a POST with an Idempotency-Key is sent once"
still_surprising "the header alone made net/http send the POST a second time"
