[(block) (entries) (rows) (text_block)] @fold
