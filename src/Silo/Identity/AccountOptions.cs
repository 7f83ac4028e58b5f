using System.ComponentModel.DataAnnotations;

namespace ActiveLearning.Silo.Identity;

/// <summary>Settings of accounts and sessions (configuration section <c>Accounts</c>).</summary>
internal sealed class AccountOptions
{
    /// <summary>How long an invitation is good. Default 7 days. Longer: more time for a link to leak.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00")]
    public TimeSpan InvitationLife { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a session lasts without a call. Default 12 h: a working day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SessionLife { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Within this time a session of a disabled account ends. Default 10 s. Shorter: more reads of accounts.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan SessionCheck { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Tries to sign in per minute from one address for one name, 1 to 1,000. Default 10.</summary>
    [Range(1, 1_000)]
    public int SignInsPerMinute { get; set; } = 10;

    /// <summary>Tries to sign in per minute from one address, whatever the name, 1 to 100,000. Default 60: several people may share an address.</summary>
    [Range(1, 100_000)]
    public int SignInsPerMinutePerAddress { get; set; } = 60;
}
