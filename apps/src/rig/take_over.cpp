#include "rig/take_over.hpp"

#include <algorithm>
#include <array>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/wire/address.hpp>
#include <map>
#include <thread>

#include "rig/bench_session.hpp"

namespace fiberloom::app {
namespace {

// The same for instruments on one wire.
std::string wire_of(const hal::Bench& bench, const hal::Instrument& instrument) {
  drivers::WireAddress address = drivers::parse_address(spec_of(bench, instrument.name()).address);
  address.device.clear();
  address.options.clear();
  return drivers::to_text(address);
}

std::exception_ptr trouble_of(hal::Instrument& instrument,
                              const std::function<void(hal::Instrument&)>& action) {
  try {
    action(instrument);
    return nullptr;
  } catch (...) {
    return std::current_exception();
  }
}

bool is_source(const hal::Instrument& instrument) {
  return dynamic_cast<const hal::EmittingInstrument*>(&instrument) != nullptr;
}

bool only_measures(const hal::Instrument& instrument) {
  constexpr std::array<std::string_view, 3> roles{"power_meter", "spectrum_analyzer", "digitizer"};
  return std::ranges::find(roles, instrument.role()) != roles.end();
}

}  // namespace

void configure_if_needed(hal::Instrument& instrument) {
  const hal::LifeCycle state = instrument.life_cycle();
  if (state == hal::LifeCycle::unconfigured || state == hal::LifeCycle::safe) {
    instrument.configure();
  }
}

std::vector<std::vector<std::size_t>> wires_of(const hal::Bench& bench) {
  std::map<std::string, std::vector<std::size_t>> wires;
  for (std::size_t i = 0; i < bench.instruments().size(); ++i) {
    wires[wire_of(bench, *bench.instruments()[i])].push_back(i);
  }
  std::vector<std::vector<std::size_t>> places;
  for (auto& [wire, on_wire] : wires) {
    places.push_back(std::move(on_wire));
  }
  return places;
}

Troubles on_each_instrument(const hal::Bench& bench,
                            const std::function<void(hal::Instrument&)>& action) {
  const auto& instruments = bench.instruments();
  Troubles troubles(instruments.size());
  std::vector<std::jthread> threads;
  for (const std::vector<std::size_t>& places : wires_of(bench)) {
    threads.emplace_back([&troubles, &instruments, &action, places] {
      for (const std::size_t place : places) {
        troubles[place] = trouble_of(*instruments[place], action);
      }
    });
  }
  threads.clear();  // joins
  return troubles;
}

Troubles take_over(const hal::Bench& bench) {
  const auto& instruments = bench.instruments();
  Troubles sources(instruments.size());
  for (std::size_t i = instruments.size(); i-- > 0;) {
    if (is_source(*instruments[i])) {
      sources[i] = trouble_of(*instruments[i], configure_if_needed);
    }
  }
  Troubles troubles = on_each_instrument(bench, [](hal::Instrument& instrument) {
    if (!is_source(instrument)) {
      configure_if_needed(instrument);
    }
  });
  for (std::size_t i = 0; i < sources.size(); ++i) {
    troubles[i] = sources[i] ? sources[i] : troubles[i];
  }
  return troubles;
}

Troubles take_over_for_writing(hal::Bench& bench, const hal::Instrument* written) {
  Troubles troubles = take_over(bench);
  for (std::size_t i = 0; i < troubles.size(); ++i) {
    const hal::Instrument& instrument = *bench.instruments()[i];
    if (troubles[i] && (&instrument == written || !only_measures(instrument))) {
      bench.make_safe();
      std::rethrow_exception(troubles[i]);
    }
  }
  return troubles;
}

std::exception_ptr first_of(const Troubles& troubles) {
  const auto found = std::ranges::find_if(troubles, [](const auto& one) { return one != nullptr; });
  return found == troubles.end() ? nullptr : *found;
}

}  // namespace fiberloom::app
