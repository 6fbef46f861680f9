"""The captioner: vocabulary, encoder, decoders, beam search, checkpoints, worker process."""
