#include "study/ablation.hpp"

#include <algorithm>
#include <fiberloom/core/digital_embedding.hpp>
#include <fiberloom/core/operators/operator_catalog.hpp>
#include <fiberloom/core/training.hpp>
#include <iterator>
#include <utility>

namespace fiberloom::app {
namespace {

// To which effect an operator belongs; attenuation belongs to none.
Effects effect_of(const core::LayerOperator& of) {
  if (of.name() == "alpha") {
    return {};
  }
  if (of.description().width == core::LayerOperator::Width::per_sample) {
    return {.potential = true};
  }
  const bool is_spectral = dynamic_cast<const core::SpectralOperator*>(&of) != nullptr;
  return {.nonlinear = !is_spectral, .dispersive = is_spectral};
}

bool share_an_effect(const Effects& a, const Effects& b) {
  return (a.nonlinear && b.nonlinear) || (a.dispersive && b.dispersive) ||
         (a.potential && b.potential);
}

bool acts(const core::TrainingRecipe& recipe, std::string_view name) {
  const auto rate = recipe.options.embedding_rates.find(std::string(name));
  return (rate != recipe.options.embedding_rates.end() && rate->second > 0.0) ||
         std::ranges::any_of(recipe.start.values(name), [](double value) { return value != 0.0; });
}

void pin(core::TrainingRecipe& recipe, std::string_view name) {
  std::ranges::fill(recipe.start.values(name), 0.0);
  recipe.options.embedding_rates.erase(std::string(name));
  if (const auto bounds = recipe.bounds.find(name); bounds != recipe.bounds.end()) {
    recipe.bounds.erase(bounds);
  }
}

}  // namespace

std::string name_of(const Effects& effects) {
  std::string name;
  const auto add = [&name](bool is_there, char letter) {
    if (is_there) {
      name += name.empty() ? "" : "+";
      name += letter;
    }
  };
  add(effects.dispersive, 'D');
  add(effects.nonlinear, 'N');
  add(effects.potential, 'V');
  return name.empty() ? "none" : name;
}

Effects effects_of(const core::TrainingRecipe& recipe) {
  Effects found;
  for (const core::LayerOperator* of : core::all_operators()) {
    if (acts(recipe, of->name())) {
      const Effects effect = effect_of(*of);
      found.nonlinear |= effect.nonlinear;
      found.dispersive |= effect.dispersive;
      found.potential |= effect.potential;
    }
  }
  return found;
}

std::vector<Effects> arms_of(const Effects& all) {
  std::vector<Effects> arms;
  for (const bool potential : {false, true}) {
    for (const bool dispersive : {false, true}) {
      for (const bool nonlinear : {false, true}) {
        if ((all.potential || !potential) && (all.dispersive || !dispersive) &&
            (all.nonlinear || !nonlinear)) {
          arms.push_back(
              {.nonlinear = nonlinear, .dispersive = dispersive, .potential = potential});
        }
      }
    }
  }
  return arms;
}

core::TrainingRecipe pinned_to(const Effects& kept, core::TrainingRecipe recipe) {
  for (const core::LayerOperator* of : core::all_operators()) {
    const bool is_kept =
        of->name() == "alpha" ? kept != Effects{} : share_an_effect(kept, effect_of(*of));
    if (!is_kept) {
      pin(recipe, of->name());
    }
  }
  return recipe;
}

std::size_t trained_numbers(const core::TrainingRecipe& recipe, const core::LabelledSeries& train) {
  const core::Model model = core::initial_model(recipe, train);
  std::size_t count = 0;
  for (const std::string& name : model.layers.names()) {
    const auto rate = recipe.options.embedding_rates.find(name);
    if (rate != recipe.options.embedding_rates.end() && rate->second > 0.0) {
      count += model.layers.values(name).size();
    }
  }
  return count;
}

ArmRun train_arm(const core::TrainingRecipe& recipe, std::uint64_t seed, const core::Dataset& data,
                 core::WorkerPool& workers,
                 const std::function<void(std::size_t epochs_done)>& observer,
                 const std::stop_token& stop) {
  core::TrainingOptions options = recipe.options;
  options.seed = seed;
  options.constraints = core::constraints_of(recipe);
  core::Model model = core::initial_model(recipe, data.train);
  core::DigitalEmbedding embedding(model, recipe.bounds, workers);
  const core::TrainingState state = core::train(
      embedding, data.train, options,
      core::initial_training_state(embedding, data.train, data.num_classes, options),
      [&](const core::TrainingState& now) { observer(static_cast<std::size_t>(now.epochs_done)); },
      stop);
  embedding.set_parameters(state.embedding_parameters);
  model.layers = embedding.layers();
  model.classifier = core::trained_classifier(state);
  const Score score = score_of(model, data, workers);
  return {.seed = seed,
          .train_accuracy = score.train,
          .test_accuracy = score.test,
          .training_loss = state.history.empty() ? 0.0 : state.history.back().training_loss};
}

std::string_view ablation_warning() {
  return "A fair ablation tunes each arm: an arm that starts where another one is best, with that "
         "one's readout and rates, is held back. --arm-recipe ARM=RECIPE gives an arm its own "
         "recipe.";
}

}  // namespace fiberloom::app
