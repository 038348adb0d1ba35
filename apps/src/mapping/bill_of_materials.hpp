#pragma once

#include <cstdint>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/part_numbers.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <string>
#include <vector>

namespace fiberloom::app {

/// One line of a shopping list.
struct BillItem {
  const hal::Part* part = nullptr;  ///< null for what the catalogue does not tell
  std::string name{};               ///< the part's id, or what is needed
  std::int64_t quantity = 0;
  std::int64_t stock = 0;             ///< 0 as well for what no inventory counts
  std::vector<std::string> places{};  ///< "stage 1", "transmitter"

  /// Numbers of the part that nobody has a source for.
  [[nodiscard]] std::vector<hal::PartNumber> unsourced() const;
  [[nodiscard]] std::vector<hal::PartNumber> tolerances() const;
};

/// What a plan is built of: first parts of the catalogue, in the order of the light, then what every such rig needs and
/// the plan does not choose.
///
/// Throws:  core::InputError "catalog.unknown_part".
[[nodiscard]] std::vector<BillItem> bill_of_materials(const hal::Plan& plan,
                                                      const hal::RigDocument& rig,
                                                      const hal::Catalog& catalog);

}  // namespace fiberloom::app
