#include "mapping/stage_assignment.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>

namespace fiberloom::hal {
namespace {

using LayerChoices = std::vector<DispersiveChoice>;

class Search {
 public:
  Search(const std::vector<LayerChoices>& choices, Inventory& inventory)
      : choices_(choices), inventory_(inventory), order_(choices.size()), now_(choices.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::stable_sort(order_, [&](std::size_t a, std::size_t b) {
      return choices[a].back().cost > choices[b].back().cost;  // of nothing at all
    });
    least_behind_.resize(choices.size() + 1);
    for (std::size_t depth = choices.size(); depth-- > 0;) {
      least_behind_[depth] = least_behind_[depth + 1] + least_cost(choices[order_[depth]]);
    }
    descend(0, {});
  }
  [[nodiscard]] const std::vector<std::size_t>& best() const { return best_; }

 private:
  static constexpr std::size_t most_nodes = 200000;

  // The least of each by itself: no choice of the layer has less of either.
  static MappingCost least_cost(const LayerChoices& layer) {
    MappingCost least = layer.back().cost;
    for (const DispersiveChoice& choice : layer) {
      least.num_missed = std::min(least.num_missed, choice.cost.num_missed);
      least.error = std::min(least.error, choice.cost.error);
    }
    return least;
  }

  void descend(std::size_t depth, const MappingCost& cost) {
    if (cost + least_behind_[depth] >= best_cost_ || (++nodes_ > most_nodes && !best_.empty())) {
      return;
    }
    if (depth == order_.size()) {
      best_cost_ = cost;
      best_ = now_;
      return;
    }
    const LayerChoices& layer = choices_[order_[depth]];
    for (std::size_t i = 0; i < layer.size(); ++i) {
      if (take(layer[i])) {
        now_[order_[depth]] = i;
        descend(depth + 1, cost + layer[i].cost);
        give_back(layer[i]);
      }
    }
  }

  bool take(const DispersiveChoice& choice) {
    const std::vector<const Part*> parts = choice.parts();
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (inventory_.quantity(*parts[i]) == 0) {
        for (std::size_t k = 0; k < i; ++k) {
          inventory_.put_back(*parts[k]);
        }
        return false;
      }
      inventory_.take(*parts[i]);
    }
    return true;
  }

  void give_back(const DispersiveChoice& choice) {
    for (const Part* part : choice.parts()) {
      inventory_.put_back(*part);
    }
  }

  const std::vector<LayerChoices>& choices_;
  Inventory& inventory_;
  std::vector<std::size_t> order_;
  std::vector<MappingCost> least_behind_;
  std::vector<std::size_t> now_;
  std::vector<std::size_t> best_;
  MappingCost best_cost_{.num_missed = std::numeric_limits<int>::max()};
  std::size_t nodes_ = 0;
};

}  // namespace

std::vector<std::size_t> assign_choices(const std::vector<LayerChoices>& choices,
                                        Inventory inventory) {
  return Search(choices, inventory).best();
}

}  // namespace fiberloom::hal
