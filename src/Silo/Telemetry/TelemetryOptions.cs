using System.ComponentModel.DataAnnotations;
using System.Net;

namespace ActiveLearning.Silo.Telemetry;

/// <summary>Who may read the metrics (configuration section <c>Telemetry</c>).</summary>
internal sealed class TelemetryOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Telemetry";

    /// <summary>
    /// Networks such as <c>10.0.0.0/8</c> whose machines read <c>/metrics</c> without a key. Default none: an admin's key is asked from everybody, from this machine too, because a proxy
    /// on the same machine makes the whole world look like it. What counts is the address of the connection, never a header. Wider: whoever is in it sees project ids and rates.
    /// </summary>
    public IList<string> MetricsOpenToNetworks { get; init; } = [];

    /// <summary>Whether a connection from this address needs no key.</summary>
    public bool IsOpenTo(IPAddress? address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && MetricsOpenToNetworks.Any(network => System.Net.IPNetwork.Parse(network).Contains(plain));
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from network in MetricsOpenToNetworks
        where !System.Net.IPNetwork.TryParse(network, out _)
        select new ValidationResult($"Telemetry:MetricsOpenToNetworks: {network} is no network such as 10.0.0.0/8.");
}
