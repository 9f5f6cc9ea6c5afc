package dev.sluice.http;

import dev.sluice.http.async.AsyncResponse;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;

/** Who waits, and where the answer goes. */
record Client(Context ctx, ServletOutputStream out, AsyncResponse later) {}
