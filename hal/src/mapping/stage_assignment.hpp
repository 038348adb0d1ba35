#pragma once

#include <vector>

#include "mapping/dispersive_choice.hpp"
#include "mapping/inventory.hpp"

namespace fiberloom::hal {

/// One choice for each layer, so that no part is used oftener than it is there and the costs together are least.
///
/// Branch and bound over the layers, the one with the most to lose first; after a fixed number of nodes the best so far
/// stands. Same input, same answer.
/// Shape:   choices [layers], each the best first and "nothing" last; the result holds indices into them.
[[nodiscard]] std::vector<std::size_t> assign_choices(
    const std::vector<std::vector<DispersiveChoice>>& choices, Inventory inventory);

}  // namespace fiberloom::hal
