using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ActiveLearning.Silo.Identity;

/// <summary>Accounts, API keys, invitations, and the keys that sign cookies (shared, so that every silo can read every silo's cookies).</summary>
internal sealed class IdentityDatabase(DbContextOptions<IdentityDatabase> options) : IdentityUserContext<Person, int>(options), IDataProtectionKeyContext
{
    /// <summary>API keys, revoked ones included.</summary>
    public DbSet<StoredKey> ApiKeys => Set<StoredKey>();

    /// <summary>Invitations that were not accepted yet.</summary>
    public DbSet<StoredInvitation> Invitations => Set<StoredInvitation>();

    /// <inheritdoc/>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Person>().Property(p => p.Role).HasMaxLength(16);
        builder.Entity<StoredKey>(key =>
        {
            key.ToTable("ApiKeys");
            key.HasIndex(k => k.Hash).IsUnique();
        });
        builder.Entity<StoredInvitation>(invitation =>
        {
            invitation.ToTable("Invitations");
            invitation.HasKey(i => i.Hash);
            invitation.HasIndex(i => i.NormalizedName).IsUnique();
        });
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        if (Database.IsSqlite())
        {
            // SQLite has no type for times; numbers can be compared in queries.
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<DateTimeOffsetToBinaryConverter>();
        }
    }
}
