# Two texts as vectors.
curl --fail-with-body -sS --cacert "$LLMAAS_CA" "$LLMAAS_BASE_URL/embeddings" \
  -H "Authorization: Bearer $LLMAAS_API_KEY" -H "Content-Type: application/json" \
  -d '{"model": "'"$LLMAAS_EMBED_MODEL"'", "input": ["How do I revoke a key?", "What does a token cost?"]}'
