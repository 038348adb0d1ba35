#include "mapping/inventory.hpp"

#include <algorithm>

namespace fiberloom::hal {

Inventory::Inventory(const RigDocument& rig, const Catalog& catalog) {
  for (const InventoryItem& item : rig.inventory) {
    stock_.push_back({.part = &catalog.find(item.part), .quantity = item.quantity});
  }
}

std::vector<const Part*> Inventory::available(std::initializer_list<PartKind> kinds) const {
  std::vector<const Part*> parts;
  for (const Stock& stock : stock_) {
    if (stock.quantity > 0 && std::ranges::find(kinds, stock.part->kind) != kinds.end()) {
      parts.push_back(stock.part);
    }
  }
  return parts;
}

std::int64_t Inventory::quantity(const Part& part) const {
  const auto found = std::ranges::find(stock_, &part, &Stock::part);
  return found == stock_.end() ? 0 : found->quantity;
}

void Inventory::take(const Part& part) {
  const auto found = std::ranges::find(stock_, &part, &Stock::part);
  if (found != stock_.end() && found->quantity > 0) {
    --found->quantity;
  }
}

void Inventory::put_back(const Part& part) {
  const auto found = std::ranges::find(stock_, &part, &Stock::part);
  if (found != stock_.end()) {
    ++found->quantity;
  }
}

}  // namespace fiberloom::hal
