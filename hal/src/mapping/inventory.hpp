#pragma once

#include <cstdint>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <initializer_list>
#include <vector>

namespace fiberloom::hal {

/// Parts that are still in the cupboard while a mapping is made.
class Inventory {
 public:
  Inventory(const RigDocument& rig, const Catalog& catalog);

  /// The distinct parts of these kinds of which at least one is left, in the order of the rig document.
  [[nodiscard]] std::vector<const Part*> available(std::initializer_list<PartKind> kinds) const;
  [[nodiscard]] std::int64_t quantity(const Part& part) const;
  void take(const Part& part);
  void put_back(const Part& part);

 private:
  struct Stock {
    const Part* part;
    std::int64_t quantity;
  };
  std::vector<Stock> stock_;
};

}  // namespace fiberloom::hal
