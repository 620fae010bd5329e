# The answer as it is made, with the usage at its end.
curl --fail-with-body -sS --no-buffer --cacert "$LLMAAS_CA" "$LLMAAS_BASE_URL/chat/completions" \
  -H "Authorization: Bearer $LLMAAS_API_KEY" -H "Content-Type: application/json" \
  -d '{
    "model": "'"$LLMAAS_CHAT_MODEL"'",
    "stream": true,
    "stream_options": {"include_usage": true},
    "messages": [{"role": "user", "content": "How do I create an API key?"}]
  }'
