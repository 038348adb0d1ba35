#include "model_filters.hpp"

#include <fiberloom/core/low_pass.hpp>

namespace fiberloom::hal {

std::vector<GlassTwin::Filter> model_filters(const core::Model& model, const core::TimeGrid& grid) {
  const GlassTwin::Filter low_pass =
      model.low_pass ? core::low_pass_transfer(*model.low_pass, grid) : GlassTwin::Filter{};
  return std::vector(model.layers.num_layers() + 1, low_pass);
}

}  // namespace fiberloom::hal
