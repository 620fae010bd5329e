# An answer that fits a JSON schema, whatever the model is.
curl --fail-with-body -sS --cacert "$LLMAAS_CA" "$LLMAAS_BASE_URL/chat/completions" \
  -H "Authorization: Bearer $LLMAAS_API_KEY" -H "Content-Type: application/json" \
  -d '{
    "model": "'"$LLMAAS_CHAT_MODEL"'",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "What does a million input tokens cost?"}],
    "response_format": {
      "type": "json_schema",
      "json_schema": {
        "name": "price",
        "strict": true,
        "schema": {
          "type": "object",
          "properties": {
            "currency": {"enum": ["EUR", "USD"]},
            "amount": {"type": "integer", "minimum": 0, "maximum": 99}
          },
          "required": ["currency", "amount"],
          "additionalProperties": false
        }
      }
    }
  }'
