"""The recipe of models/zh-fixture: texts, synthetic speech, training, graph and packing, one module per step."""
