#include <algorithm>
#include <array>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/instrument/instrument_line.hpp>
#include <fiberloom/drivers/scpi/program_message.hpp>
#include <utility>

namespace fiberloom::drivers {

InstrumentLine::InstrumentLine(std::string instrument, std::unique_ptr<Transport> transport,
                               LineOptions options)
    : instrument_(std::move(instrument)),
      options_(std::move(options)),
      transport_(std::move(transport)),
      paced_(*transport_, options_.pacing),
      client_(paced_, options_.scpi) {
  if (auto* reconnecting = dynamic_cast<ReconnectingTransport*>(transport_.get())) {
    reconnecting->set_restore(options_.greeting);
  }
}

template <class Action>
decltype(auto) InstrumentLine::named(const Action& action) const {
  try {
    return action();
  } catch (const core::InstrumentError& error) {
    throw core::InstrumentError(std::string(error.code()), instrument_ + ": " + error.what());
  }
}

void InstrumentLine::write(std::string_view command) {
  named([&] { client_.write(command, until()); });
}

void InstrumentLine::write_block(std::string_view command, std::string_view data) {
  named([&] { client_.write_block(command, data, until()); });
}

void InstrumentLine::send(std::span<const std::string_view> parts) {
  named([&] { paced_.write_parts(parts, until()); });
}

std::string InstrumentLine::query(std::string_view question) {
  return named([&] { return client_.query(question, until()); });
}

double InstrumentLine::query_number(std::string_view question) {
  return named([&] { return client_.query_number(question, until()); });
}

std::vector<double> InstrumentLine::query_numbers(std::string_view question) {
  return named([&] { return client_.query_numbers(question, until()); });
}

std::string_view InstrumentLine::query_block(std::string_view question) {
  return named([&] { return client_.query_block(question, block_, until()); });
}

std::string InstrumentLine::exchange(std::string_view message) {
  const ProgramMessage parsed = parse_program_message(message);
  if (std::ranges::any_of(parsed.units, &ProgramUnit::is_query)) {
    return query(message);
  }
  write(message);
  return {};
}

void InstrumentLine::wait_for_completion(std::chrono::nanoseconds at_most) {
  named([&] { client_.wait_for_completion(Until::within(at_most)); });
}

bool InstrumentLine::try_write(std::string_view command) noexcept {
  for (int attempt = 0; attempt < 2; ++attempt) {
    try {
      paced_.write(command, until());
      client_.throw_errors(command, until());
      return true;
    } catch (const core::InstrumentError& error) {
      if (error.code() == "instrument.scpi") {
        return false;  // it heard and said no; it would again
      }
    } catch (...) {
      return false;  // out of memory for a message: nothing more to be tried
    }
  }
  return false;
}

ReconnectingTransport::Restore greet_with(std::vector<std::string> commands) {
  return [commands = std::move(commands)](Transport& transport, const Until& until) {
    for (const std::string& command : commands) {
      transport.write(command, until);
    }
  };
}

hal::Identity InstrumentLine::identify() { return parse_identity(query("*IDN?")); }

hal::Identity parse_identity(std::string_view answer) {
  hal::Identity identity;
  for (std::string* field : {&identity.vendor, &identity.model, &identity.serial_number}) {
    const std::size_t comma = answer.find(',');
    *field = answer.substr(0, comma);
    answer = comma == std::string_view::npos ? std::string_view{} : answer.substr(comma + 1);
  }
  identity.firmware = answer;
  for (std::string* field :
       {&identity.vendor, &identity.model, &identity.serial_number, &identity.firmware}) {
    const std::size_t first = field->find_first_not_of(' ');
    const std::size_t last = field->find_last_not_of(" \r\n");
    *field = first == std::string::npos ? "" : field->substr(first, last - first + 1);
  }
  return identity;
}

}  // namespace fiberloom::drivers
