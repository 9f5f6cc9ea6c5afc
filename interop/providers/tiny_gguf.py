"""Writes a LLaMA model with random weights: it speaks nonsense, and costs nothing."""
import sys

import gguf
import numpy

LAYERS, WIDTH, HEADS, INNER, CONTEXT = 1, 64, 4, 128, 512


def vocabulary():
    tokens, scores, types = [b"<unk>", b"<s>", b"</s>"], [0.0] * 3, [gguf.TokenType.UNKNOWN] + [gguf.TokenType.CONTROL] * 2
    for byte in range(256):
        tokens.append(f"<0x{byte:02X}>".encode())
        scores.append(0.0)
        types.append(gguf.TokenType.BYTE)
    for char in range(0x20, 0x7F):
        tokens.append("\u2581".encode() if char == 0x20 else chr(char).encode())
        scores.append(-float(char))
        types.append(gguf.TokenType.NORMAL)
    return tokens, scores, types


def main(path):
    random = numpy.random.default_rng(1)
    tokens, scores, types = vocabulary()
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(types)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)

    def tensor(name, *shape):
        writer.add_tensor(name, random.standard_normal(shape, dtype=numpy.float32) * 0.1)

    tensor("token_embd.weight", len(tokens), WIDTH)
    for layer in range(LAYERS):
        prefix = f"blk.{layer}."
        writer.add_tensor(prefix + "attn_norm.weight", numpy.ones(WIDTH, dtype=numpy.float32))
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            tensor(f"{prefix}{name}.weight", WIDTH, WIDTH)
        writer.add_tensor(prefix + "ffn_norm.weight", numpy.ones(WIDTH, dtype=numpy.float32))
        tensor(prefix + "ffn_gate.weight", INNER, WIDTH)
        tensor(prefix + "ffn_up.weight", INNER, WIDTH)
        tensor(prefix + "ffn_down.weight", WIDTH, INNER)
    writer.add_tensor("output_norm.weight", numpy.ones(WIDTH, dtype=numpy.float32))
    tensor("output.weight", len(tokens), WIDTH)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


main(sys.argv[1])
