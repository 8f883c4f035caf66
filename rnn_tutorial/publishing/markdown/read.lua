-- Reads the text of each code block, whose class names the format, as a document of its own.
function CodeBlock(block)
  local document = pandoc.read(block.text, block.classes[1], PANDOC_READER_OPTIONS)
  block.text = pandoc.write(document, "json")
  return block
end
