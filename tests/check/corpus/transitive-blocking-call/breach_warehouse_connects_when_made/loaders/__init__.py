from loaders.warehouse import Warehouse as Warehouse
