package dev.sluice.http;

import dev.sluice.http.async.Later;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;

/** Who waits, and where the answer goes. */
record Client(Context ctx, ServletOutputStream out, Later later) {}
