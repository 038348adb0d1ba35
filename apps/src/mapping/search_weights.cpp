#include "mapping/search_weights.hpp"

#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/buildable_model.hpp>

#include "mapping/example_light.hpp"

namespace fiberloom::app {
namespace {

// One adjoint pass for each record and class; weights want to be known to some ten per cent.
constexpr std::size_t most_records = 48;

}  // namespace

SearchWeights search_weights(const core::Model& model, const core::Dataset* data,
                             core::WorkerPool& workers) {
  if (data == nullptr) {
    return {.words =
                "no records tell what an error costs; light that fills half the band stands "
                "for them"};
  }
  const core::Model built = hal::buildable_model(model, {});
  if (!hal::has_loss_curvature(built)) {
    return {.words = "the loss of this kind of model has no curvature to weigh layers by"};
  }
  try {
    const ExampleLight light = example_records(built, *data, most_records, workers);
    return {.weights = hal::loss_weights(hal::loss_curvature(built, light.frames, light.labels)),
            .words = light.words};
  } catch (const core::InputError& error) {
    return {.words = std::string("the loss does not tell: ") + error.what()};
  }
}

}  // namespace fiberloom::app
