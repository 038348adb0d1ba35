#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/bench.hpp>
#include <utility>

namespace fiberloom::hal {
namespace {

InterlockGuard make_guard(const BenchDocument& document, const LightPath& path,
                          const Catalog& catalog, std::function<void()> make_safe,
                          const Clock& clock, EventQueue& events) {
  OpticalChain chain(document, path, catalog);
  std::vector<std::unique_ptr<Interlock>> interlocks = make_interlocks(document.interlocks, chain);
  return {std::move(chain), std::move(interlocks), std::move(make_safe), clock, events};
}

}  // namespace

Bench::Bench(const RigDocument& rig, const LightPath& path, const Catalog& catalog,
             std::unique_ptr<Clock> clock)
    : document_(rig.bench.value()),
      clock_(std::move(clock)),
      guard_(make_guard(
          document_, path, catalog, [this] { make_safe(); }, *clock_, events_)) {}

Bench::~Bench() {
  if (!stays_as_it_is_ || emitting() != nullptr) {
    make_safe();
  }
}

BenchAccess Bench::access() noexcept {
  return {.guard = &guard_, .clock = clock_.get(), .events = &events_};
}

void Bench::add(std::unique_ptr<Instrument> instrument) {
  const auto spec =
      std::ranges::find(document_.instruments, instrument->name(), &InstrumentSpec::name);
  if (spec == document_.instruments.end()) {
    refuse_role(*instrument, "none: the rig document does not name it");
  }
  if (spec->role != instrument->role()) {
    refuse_role(*instrument, spec->role);
  }
  const auto place = std::ranges::find_if(
      instruments_, [&](const auto& other) { return place_of(*instrument) < place_of(*other); });
  instruments_.insert(place, std::move(instrument));
}

// In the order of the light; what the light does not pass comes first, and so is made safe last.
std::size_t Bench::place_of(const Instrument& instrument) const {
  const std::optional<std::size_t> element = guard_.chain().find(instrument.name());
  return element ? *element + 1 : 0;
}

Instrument& Bench::instrument(std::string_view name) const {
  const auto found = std::ranges::find_if(
      instruments_, [name](const auto& instrument) { return instrument->name() == name; });
  if (found != instruments_.end()) {
    return **found;
  }
  std::string known;
  for (const std::unique_ptr<Instrument>& instrument : instruments_) {
    known += (known.empty() ? "" : ", ") + instrument->name();
  }
  throw core::InputError("input.unknown_instrument",
                         fmt::format("bench: there is no instrument \"{}\"; there is {}", name,
                                     known.empty() ? "none" : known));
}

void Bench::refuse_role(const Instrument& instrument, std::string_view wanted) {
  throw core::InputError("input.wrong_role",
                         fmt::format("bench: {} is a {}; wanted here: {}", instrument.name(),
                                     instrument.role(), wanted));
}

void Bench::configure_all() {
  try {
    for (const std::unique_ptr<Instrument>& instrument : instruments_) {
      const LifeCycle state = instrument->life_cycle();
      if (state == LifeCycle::unconfigured || state == LifeCycle::safe) {
        instrument->configure();
      }
    }
  } catch (...) {
    make_safe();
    throw;
  }
}

void Bench::arm_all() {
  for (const std::unique_ptr<Instrument>& instrument : instruments_) {
    if (instrument->life_cycle() == LifeCycle::standby) {
      instrument->arm();
    }
  }
}

void Bench::wait_until_settled(const std::stop_token& stop) const {
  for (const std::unique_ptr<Instrument>& instrument : instruments_) {
    instrument->wait_until_settled(stop);
  }
}

void Bench::make_safe() noexcept {
  for (auto instrument = instruments_.rbegin(); instrument != instruments_.rend(); ++instrument) {
    (*instrument)->make_safe();
  }
}

// Asked of the guard: it knows of light that was switched on past the life cycle, too.
const Instrument* Bench::emitting() const {
  const BenchState state = guard_.state();
  const auto found = std::ranges::find_if(instruments_, [&state](const auto& instrument) {
    return state.is_emitting(instrument->name());
  });
  return found == instruments_.end() ? nullptr : found->get();
}

void Bench::leave_as_it_is() {
  if (const Instrument* source = emitting()) {
    throw core::InterlockError(
        "interlock.emitting",
        fmt::format("{}: emits, and is not left alone like that; make it safe first",
                    source->name()));
  }
  stays_as_it_is_ = true;
}

}  // namespace fiberloom::hal
