#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/network.hpp>
#include <fiberloom/core/operators/operator_catalog.hpp>
#include <fiberloom/core/training_recipe.hpp>
#include <limits>
#include <utility>

#include "model_fields.hpp"

namespace fiberloom::core {
namespace {

// The operators of the network itself; recipes name these even where they say nothing.
bool is_member(std::string_view name) {
  return name == "alpha" || name == "beta2" || name == "gamma" || name == "potential";
}

// Visits the names of all operators whose numbers a recipe can give.
template <class Visit>
void for_each_name(Visit visit) {
  for (const LayerOperator* each : all_operators()) {
    visit(each->name(), each->description());
  }
}

constexpr EnumName<TrainingMethod> method_names[] = {{"adam", TrainingMethod::adam},
                                                     {"lbfgs", TrainingMethod::lbfgs}};
constexpr EnumName<ReadoutTraining> readout_names[] = {{"gradient", ReadoutTraining::gradient},
                                                       {"ridge", ReadoutTraining::ridge}};

struct RecipeEncodingFields {
  Encoding value;
  bool normalise_power = false;

  void fields(FieldVisitor& visit) {
    EncodingFields encoding{value};
    encoding.fields(visit);
    value = encoding.value;
    visit.field("normalise_power", normalise_power,
                {.description = "Whether field_scale is chosen so that the mean power of the "
                                "training records is 1.",
                 .required = false});
    visit.require(!normalise_power || value.field_scale == 1.0, "field_scale",
                  "is chosen by normalise_power: give one of the two");
  }
};

struct LayerFields {
  LayerParameters value;

  void fields(FieldVisitor& visit) {
    const FieldOptions options{
        .description = "One number per layer.", .minimum_length = 1, .exact = true};
    visit.field("alpha", value.alpha, options);
    visit.field("beta2", value.beta2, options);
    visit.field("gamma", value.gamma, options);
    visit.require(value.alpha.size() == value.beta2.size(), "beta2", "must be as long as alpha");
    visit.require(value.alpha.size() == value.gamma.size(), "gamma", "must be as long as alpha");
    for_each_name([&](std::string_view name, const LayerOperator::Description& description) {
      if (!is_member(name)) {
        other(visit, name, description.width == LayerOperator::Width::two ? 2 : 1);
      }
    });
    potential(visit);
  }

  void potential(FieldVisitor& visit) {
    std::optional<std::vector<double>> numbers;
    if (value.has_potential()) {
      const std::span<const double> values = value.potential.values();
      numbers.emplace(values.begin(), values.end());
    }
    visit.field("potential", numbers,
                {.description = "The potential, layer after layer; without it, zeros.",
                 .minimum_length = 1,
                 .exact = true});
    const std::size_t layers = value.alpha.size();
    if (!numbers || layers == 0) {
      return;
    }
    visit.require(numbers->size() % layers == 0, "potential",
                  "needs as many numbers in each layer");
    value.potential = RealBatch<double>(layers, numbers->size() / layers);
    std::copy_n(numbers->begin(), value.potential.values().size(),
                value.potential.values().begin());
  }

  void other(FieldVisitor& visit, std::string_view name, std::size_t width) {
    const auto known = value.others.find(name);
    std::optional<std::vector<double>> numbers;
    if (known != value.others.end()) {
      const std::span<const double> values = known->second.values();
      numbers.emplace(values.begin(), values.end());
    }
    visit.field(
        name, numbers,
        {.description = "Numbers of a further operator, layer after layer.", .exact = true});
    if (!numbers) {
      return;
    }
    visit.require(numbers->size() == width * value.alpha.size(), name,
                  width == 1 ? "must be as long as alpha" : "needs two numbers for each layer");
    RealBatch<double> values(numbers->size() / width, width);
    std::copy_n(numbers->begin(), values.values().size(), values.values().begin());
    value.others.insert_or_assign(std::string(name), std::move(values));
  }
};

struct BoundsFields {
  std::optional<double> minimum;
  std::optional<double> maximum;

  void fields(FieldVisitor& visit) {
    visit.field("minimum", minimum, {.description = "Smallest value allowed.", .exact = true});
    visit.field("maximum", maximum, {.description = "Largest value allowed.", .exact = true});
    visit.require(!minimum || !maximum || *minimum <= *maximum, "maximum",
                  "must not be below the minimum");
  }
};

struct LayerBoundsFields {
  LayerBounds value;

  void fields(FieldVisitor& visit) {
    for_each_name([&](std::string_view name, const LayerOperator::Description&) {
      const auto known = value.find(name);
      Bounds bounds = known == value.end() ? Bounds{} : known->second;
      one(visit, name, bounds);
      if (bounds.minimum != Bounds{}.minimum || bounds.maximum != Bounds{}.maximum) {
        value.insert_or_assign(std::string(name), bounds);
      }
    });
  }

  static void one(FieldVisitor& visit, std::string_view key, Bounds& bounds) {
    std::optional<BoundsFields> wrapped;
    if (bounds.minimum != Bounds{}.minimum || bounds.maximum != Bounds{}.maximum) {
      wrapped.emplace();
      wrapped->minimum = finite(bounds.minimum);
      wrapped->maximum = finite(bounds.maximum);
    }
    visit.field(key, wrapped, {.description = "Limits of every layer's value."});
    if (wrapped) {
      bounds = {.minimum = wrapped->minimum.value_or(Bounds{}.minimum),
                .maximum = wrapped->maximum.value_or(Bounds{}.maximum)};
    }
  }
  static std::optional<double> finite(double value) {
    return std::isfinite(value) ? std::optional<double>(value) : std::nullopt;
  }
};

struct RateFields {
  double classifier = TrainingOptions{}.classifier_rate;
  std::map<std::string, double> embedding;

  void fields(FieldVisitor& visit) {
    const FieldOptions options{.description = "Learning rate; 0 stands still.",
                               .required = false,
                               .minimum = 0.0,
                               .exact = true};
    visit.field("classifier", classifier, options);
    for_each_name([&](std::string_view name, const LayerOperator::Description&) {
      const auto known = embedding.find(std::string(name));
      std::optional<double> rate;
      if (known != embedding.end() || is_member(name)) {
        rate = known == embedding.end() ? 0.0 : known->second;
      }
      visit.field(name, rate, options);
      if (rate.value_or(0.0) != 0.0) {
        embedding[std::string(name)] = *rate;
      }
    });
  }
};

// A number for some of the groups, each with the same meaning.
struct GroupNumberFields {
  std::map<std::string, double> value;

  void fields(FieldVisitor& visit) {
    for_each_name([&](std::string_view name, const LayerOperator::Description&) {
      const auto known = value.find(std::string(name));
      std::optional<double> limit;
      if (known != value.end()) {
        limit = known->second;
      }
      visit.field(name, limit, {.description = "Of this group.", .minimum = 0.0, .exact = true});
      if (limit) {
        value[std::string(name)] = *limit;
      }
    });
  }
};

void visit_group_numbers(FieldVisitor& visit, std::string_view key,
                         std::map<std::string, double>& by_group, std::string_view description) {
  std::optional<GroupNumberFields> numbers;
  if (!by_group.empty()) {
    numbers.emplace(GroupNumberFields{by_group});
  }
  visit.field(key, numbers, {.description = description});
  by_group = numbers ? numbers->value : std::map<std::string, double>{};
}

struct TrainingFields {
  TrainingOptions value;

  void fields(FieldVisitor& visit) {
    visit.enumeration("method", value.method, method_names,
                      {.description = "adam: minibatches; lbfgs: all records at once, one "
                                      "iteration an epoch.",
                       .required = false});
    visit.enumeration("readout", value.readout, readout_names,
                      {.description = "gradient: the classifier is trained beside the layers; "
                                      "ridge: it is solved for every step of the layers.",
                       .required = false});
    visit.field("ridge", value.ridge,
                {.description = "Penalty of the solved classifier's weights on standardised "
                                "features; 0 takes the pseudoinverse.",
                 .required = false,
                 .minimum = 0.0,
                 .exact = true});
    visit.field(
        "epochs", value.epochs,
        {.description = "Passes over the training records.", .minimum = 1.0, .maximum = 1e6});
    visit.field("classifier_only_epochs", value.classifier_only_epochs,
                {.description = "First epochs, in which the layers stand still.",
                 .required = false,
                 .minimum = 0.0});
    batch_size(visit);
    RateFields rates{.classifier = value.classifier_rate, .embedding = value.embedding_rates};
    visit.field("rates", rates, {.description = "Learning rates of Adam."});
    value.classifier_rate = rates.classifier;
    value.embedding_rates = rates.embedding;
    visit_group_numbers(visit, "start_spread", value.start_spread,
                        "Standard deviation by which each seed moves the start of a group.");
    visit.field("weight_decay", value.classifier_weight_decay,
                {.description = "Of the classifier's weights.",
                 .required = false,
                 .minimum = 0.0,
                 .exact = true});
    visit.field("scaling_every", value.scaling_every,
                {.description = "Epochs between refreshes of the feature scaling.",
                 .required = false,
                 .minimum = 1.0});
    share(visit, "scaling_share", value.scaling_share,
          "Share of the run after which the feature scaling stays.", 1.0);
    share(visit, "validation_share", value.validation_share,
          "Share of the training records that is set aside to watch the run.", 0.9);
    visit.field("patience", value.patience,
                {.description = "Epochs without a better validation accuracy before training ends "
                                "and the best epoch is taken; 0 never ends it.",
                 .required = false,
                 .minimum = 0.0});
    visit.require(value.patience == 0 || value.validation_share > 0.0, "patience",
                  "needs a validation_share to watch");
  }

  void batch_size(FieldVisitor& visit) {
    std::optional<std::int64_t> batch;
    if (value.batch_size > 0) {
      batch = value.batch_size;
    }
    visit.field("batch_size", batch,
                {.description = "Records per step; without it, all records at once.",
                 .minimum = 1.0,
                 .maximum = 1e6});
    value.batch_size = batch.value_or(0);
    visit.require(value.method != TrainingMethod::lbfgs || value.batch_size == 0, "batch_size",
                  "must be left out with lbfgs, which takes all records at once");
  }

  static void share(FieldVisitor& visit, std::string_view key, double& value,
                    std::string_view description, double maximum) {
    visit.field(key, value,
                {.description = description,
                 .required = false,
                 .minimum = 0.0,
                 .maximum = maximum,
                 .exact = true});
  }
};

bool lie_within(const LayerParameters& layers, const LayerBounds& bounds) {
  return std::ranges::all_of(bounds, [&](const auto& entry) {
    const Bounds& range = entry.second;
    return std::ranges::all_of(layers.values(entry.first), [&](double value) {
      return range.minimum <= value && value <= range.maximum;
    });
  });
}

// An operator that the equation asks for and the recipe gives no start for begins with zeros.
void add_missing_operators(Model& model) {
  const std::size_t num_layers = model.layers.num_layers();
  for (const std::string_view name : operators_of(model.equation)) {
    if (!model.layers.values(name).empty()) {
      continue;
    }
    RealBatch<double> zeros(num_layers, find_operator(name)->width(model.frame.samples));
    if (name == "potential") {
      model.layers.potential = std::move(zeros);
    } else {
      model.layers.others.insert_or_assign(std::string(name), std::move(zeros));
    }
  }
}

double mean_power(const Model& model, const LabelledSeries& train) {
  WorkerPool workers(1);
  const FieldBatch<double> fields = Network(model, workers).encode(train.series);
  double sum = 0.0;
  for (std::size_t i = 0; i < fields.batch(); ++i) {
    for (const auto& value :
         fields.row(i).subspan(model.frame.record_begin(), model.frame.record_size())) {
      sum += std::norm(value);
    }
  }
  return sum / static_cast<double>(fields.batch() * model.frame.record_size());
}

}  // namespace

void TrainingRecipe::fields(FieldVisitor& visit) {
  visit.field("name", name, {.description = "What people call it.", .minimum_length = 1});
  visit.field("description", description, {.description = "What it is for.", .required = false});
  visit.enumeration(
      "equation", equation, equation_names,
      {.description = "nlse; gpe with a potential; cgle with diffusion and two-photon absorption; "
                      "helmholtz, linear with a potential.",
       .required = false});
  visit_sequence(visit, operators);
  visit_shots(visit, shots);
  visit_frame(visit, frame, resample_input);
  visit_low_pass(visit, low_pass);
  RecipeEncodingFields encoded{.value = encoding, .normalise_power = normalise_power};
  visit.field("encoding", encoded, {.description = "From a record to a launched field."});
  encoding = encoded.value;
  normalise_power = encoded.normalise_power;
  ReadoutFields detected{readout};
  visit.field("readout", detected, {.description = "From a field to features."});
  readout = detected.value;
  visit_ends(visit, ends);
  LayerFields layers{start};
  visit.field("layers", layers, {.description = "Where training starts."});
  start = layers.value;
  LayerBoundsFields limits{bounds};
  visit.field("bounds", limits,
              {.description = "What training must stay within.", .required = false});
  bounds = limits.value;
  visit.require(lie_within(start, bounds), "layers", "must lie within the bounds");
  visit_group_numbers(visit, "sum_of_magnitudes", sum_limits,
                      "What the magnitudes of a group may add up to.");
  TrainingFields training{options};
  visit.field("training", training, {.description = "How to train."});
  options = training.value;
}

TrainingRecipe recipe_from(const Model& model, const TrainingOptions& options) {
  TrainingRecipe recipe{.name = model.name.empty() ? "model" : model.name,
                        .description = {},
                        .equation = model.equation,
                        .shots = model.shots,
                        .operators = model.operators,
                        .frame = model.frame,
                        .resample_input = model.resample_input,
                        .low_pass = model.low_pass,
                        .encoding = model.encoding,
                        .readout = model.readout,
                        .ends = model.ends,
                        .start = model.layers,
                        .bounds = {},
                        .options = options};
  recipe.options.constraints = {};
  recipe.options.seed = 0;
  return recipe;
}

Constraints constraints_of(const TrainingRecipe& recipe) {
  Constraints constraints;
  for (const auto& [group, bounds] : recipe.bounds) {
    constraints.tighten(group, {.minimum = {bounds.minimum}, .maximum = {bounds.maximum}});
  }
  for (const auto& [group, limit] : recipe.sum_limits) {
    constraints.tighten(group, {.sum_of_magnitudes = limit});
  }
  return constraints;
}

Model initial_model(const TrainingRecipe& recipe, const LabelledSeries& train) {
  Model model{.name = recipe.name,
              .equation = recipe.equation,
              .frame = recipe.frame,
              .resample_input = recipe.resample_input,
              .low_pass = recipe.low_pass,
              .encoding = recipe.encoding,
              .readout = recipe.readout,
              .layers = recipe.start,
              .shots = recipe.shots,
              .operators = recipe.operators,
              .classifier = {},
              .ends = recipe.ends};
  add_missing_operators(model);
  model.validate();
  if (recipe.normalise_power) {
    const double power = mean_power(model, train);
    if (!(power > 0.0) || !std::isfinite(power)) {
      throw InputError("input.power",
                       "recipe: the training records carry no power that could be normalised");
    }
    model.encoding.field_scale = 1.0 / std::sqrt(power);
  }
  return model;
}

}  // namespace fiberloom::core
